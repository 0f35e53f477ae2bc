import { z } from 'zod';

/** Seconds at which the answer clock changes colour, shape and sound; `answerMarks`. */
export const answerMarksSchema = z
  .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
  .refine(([first, second, third]) => first < second && second < third, 'marks must ascend');
