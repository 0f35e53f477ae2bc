import { create } from 'zustand';

/** The order that the page of orders is to show when it opens; null once it has. */
export const useSelectedOrder = create<{ readonly orderId: string | null }>(() => ({ orderId: null }));
