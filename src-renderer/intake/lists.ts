/** The fields with lists, in a chunk of their own: antd comes after the first paint, not before it. */
export { CategoryPicker } from './CategoryPicker.tsx';
export { UnitField } from './UnitField.tsx';
