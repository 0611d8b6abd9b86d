"""Prints as JSON what TensorBoard and MLflow read of a folder: read_runs.py tensorboard|mlflow FOLDER"""

import json
import os
import sys


def tensorboard(folder):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.compat.proto import graph_pb2
    from tensorboard.plugins.hparams import metadata, plugin_data_pb2

    runs = {}
    for path, _, files in sorted(os.walk(folder)):
        if not any("tfevents" in file for file in files):
            continue
        events = EventAccumulator(path, size_guidance={"scalars": 0, "images": 0, "histograms": 0})
        events.Reload()
        tags = events.Tags()
        run = {
            "scalars": {t: [[e.step, e.value] for e in events.Scalars(t)] for t in tags["scalars"]},
            "times": [e.wall_time for t in tags["scalars"] for e in events.Scalars(t)],
            "images": {t: [events.Images(t)[0].width, events.Images(t)[0].height] for t in tags["images"]},
            "histograms": {
                t: [events.Histograms(t)[0].step, *[getattr(events.Histograms(t)[0].histogram_value, f) for f in ("num", "min", "max", "sum")],
                    sum(events.Histograms(t)[0].histogram_value.bucket)]
                for t in tags["histograms"]
            },
        }
        if tags["graph"]:
            graph = graph_pb2.GraphDef()
            graph.ParseFromString(events.Graph().SerializeToString())
            run["graph"] = {node.name: [node.op, *node.input] for node in graph.node}
        for tag in events.PluginTagToContent("hparams") if "hparams" in events._plugin_to_tag_to_content else {}:
            data = plugin_data_pb2.HParamsPluginData.FromString(events.PluginTagToContent("hparams")[tag])
            kind = data.WhichOneof("data")
            if kind == "session_start_info":
                values = metadata.parse_session_start_info_plugin_data(events.PluginTagToContent("hparams")[tag])
                run["hparams"] = {k: getattr(v, v.WhichOneof("kind")) for k, v in values.hparams.items()}
            elif kind == "session_end_info":
                run["status"] = data.session_end_info.status
            else:
                run["metrics"] = [[m.name.group, m.name.tag] for m in data.experiment.metric_infos]
        runs[os.path.relpath(path, folder)] = run
    return runs


def mlflow(folder):
    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    from mlflow.tracking import MlflowClient

    client = MlflowClient("file://" + os.path.abspath(folder))
    experiments = {}
    for experiment in client.search_experiments():
        runs = []
        for run in client.search_runs([experiment.experiment_id]):
            names = run.data.metrics
            pending, artifacts = [None], []
            while pending:
                for one in client.list_artifacts(run.info.run_id, pending.pop()):
                    pending.append(one.path) if one.is_dir else artifacts.append(one.path)
            runs.append({
                "name": run.info.run_name,
                "status": run.info.status,
                "params": run.data.params,
                "tags": run.data.tags,
                "last": names,
                "metrics": {
                    name: [[m.step, m.value] for m in client.get_metric_history(run.info.run_id, name)]
                    for name in names
                },
                "artifacts": sorted(artifacts),
            })
        experiments[experiment.name] = runs
    return experiments


print(json.dumps({"tensorboard": tensorboard, "mlflow": mlflow}[sys.argv[1]](sys.argv[2])))
