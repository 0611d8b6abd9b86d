import { classes, count, image, oneOrNamed, onData, reportForm, untrained } from './report-parts.js';

export const rowsForm = reportForm(
  'rows',
  'Pictures of examples in rows, with names of the rows and a text on each picture.',
  {
    on: onData(),
    images: oneOrNamed(image(), 'Pictures of each example, one below the other, by the name of the row.'),
  },
  {
    labels: oneOrNamed(
      classes('A class'),
      'What is written below the pictures of a row, by its name: a label, or what a network reads.',
    ),
    count: count(20, 'examples, the first of the split'),
    page: count(120, 'examples on one page; more go on in further files'),
    untrained: untrained(),
  },
);
