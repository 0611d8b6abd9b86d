/**
 * The functions of TensorFlow's C API that lagraph calls, as declared by `tensorflow/c/c_api.h` of TensorFlow 2.21
 * and unchanged since TensorFlow 1.0. Pointers are koffi's: opaque, null for NULL.
 */
import koffi from 'koffi';

/** A pointer into libtensorflow. */
export type NativePointer = unknown;

/** An output of an operation: `TF_Output`. */
export interface OperationOutput {
  oper: NativePointer;
  index: number;
}

const declarations = {
  version: 'const char *TF_Version()',
  newStatus: 'void *TF_NewStatus()',
  deleteStatus: 'void TF_DeleteStatus(void *status)',
  code: 'int TF_GetCode(void *status)',
  message: 'const char *TF_Message(void *status)',
  newBuffer: 'void *TF_NewBufferFromString(const void *bytes, size_t length)',
  deleteBuffer: 'void TF_DeleteBuffer(void *buffer)',
  newGraph: 'void *TF_NewGraph()',
  deleteGraph: 'void TF_DeleteGraph(void *graph)',
  newImportOptions: 'void *TF_NewImportGraphDefOptions()',
  deleteImportOptions: 'void TF_DeleteImportGraphDefOptions(void *options)',
  importGraph: 'void TF_GraphImportGraphDef(void *graph, void *buffer, void *options, void *status)',
  operation: 'void *TF_GraphOperationByName(void *graph, const char *name)',
  newSessionOptions: 'void *TF_NewSessionOptions()',
  deleteSessionOptions: 'void TF_DeleteSessionOptions(void *options)',
  setConfig: 'void TF_SetConfig(void *options, const void *proto, size_t length, void *status)',
  newSession: 'void *TF_NewSession(void *graph, void *options, void *status)',
  closeSession: 'void TF_CloseSession(void *session, void *status)',
  deleteSession: 'void TF_DeleteSession(void *session, void *status)',
  listDevices: 'void *TF_SessionListDevices(void *session, void *status)',
  deviceCount: 'int TF_DeviceListCount(void *list)',
  deviceName: 'const char *TF_DeviceListName(void *list, int index, void *status)',
  deviceType: 'const char *TF_DeviceListType(void *list, int index, void *status)',
  deleteDevices: 'void TF_DeleteDeviceList(void *list)',
  allocateTensor: 'void *TF_AllocateTensor(int dtype, const int64_t *dims, int rank, size_t bytes)',
  deleteTensor: 'void TF_DeleteTensor(void *tensor)',
  tensorData: 'void *TF_TensorData(void *tensor)',
  tensorBytes: 'size_t TF_TensorByteSize(void *tensor)',
} as const;

type FunctionName = keyof typeof declarations;

/** The C functions under the names above; arguments and results as declared. */
export type TensorflowCApi = Readonly<Record<FunctionName, (...args: unknown[]) => NativePointer>> & {
  /**
   * `TF_SessionRun` without options and metadata: feeds with their tensors, fetches (whose tensors are put into
   * `fetched`, for the caller to delete), and targets that are run without being fetched.
   */
  run(
    session: NativePointer,
    inputs: readonly OperationOutput[],
    fed: readonly NativePointer[],
    outputs: readonly OperationOutput[],
    fetched: NativePointer[],
    targets: readonly NativePointer[],
    status: NativePointer,
  ): void;
  /** Copies memory; each side is a typed array or a pointer. */
  copy(to: unknown, from: unknown, bytes: number): void;
};

/** Loads libtensorflow. Throws the dynamic linker's error. */
export function loadTensorflowCApi(path: string): TensorflowCApi {
  const library = koffi.load(path);
  const functions = Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [name, library.func(declaration)]),
  ) as unknown as Record<FunctionName, (...args: unknown[]) => NativePointer>;

  const output = koffi.struct({ oper: 'void *', index: 'int' });
  const outputs = koffi.pointer(output);
  const pointers = koffi.pointer('void *');
  const run = library.func('TF_SessionRun', 'void', [
    'void *',
    'void *',
    outputs,
    pointers,
    'int',
    outputs,
    koffi.out(pointers),
    'int',
    pointers,
    'int',
    'void *',
    'void *',
  ]);
  const system = koffi.load(process.platform === 'win32' ? 'msvcrt.dll' : null);
  const copy = system.func('void *memcpy(void *to, const void *from, size_t bytes)');
  return {
    ...functions,
    run: (session, inputs, fed, wanted, fetched, targets, status) =>
      void run(
        session,
        null,
        inputs,
        fed,
        inputs.length,
        wanted,
        fetched,
        wanted.length,
        targets,
        targets.length,
        null,
        status,
      ),
    copy: (to, from, bytes) => void copy(to, from, bytes),
  };
}
