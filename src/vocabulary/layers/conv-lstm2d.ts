import { defineConvLstm } from './define-conv-lstm.js';

export const convLstm2d = defineConvLstm(2);
