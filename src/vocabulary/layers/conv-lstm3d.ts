import { defineConvLstm } from './define-conv-lstm.js';

export const convLstm3d = defineConvLstm(3);
