import { defineConvLstm } from './define-conv-lstm.js';

export const convLstm1d = defineConvLstm(1);
