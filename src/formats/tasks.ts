export type { Task } from '../recording/task.ts';
