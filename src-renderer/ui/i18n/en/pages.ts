/** Names of the pages beside the order, by their id in the shell's registry, and the menu that opens them. */
export const pages = {
  menu: 'More',
  menuTitle: 'More pages',
  menuHint: 'Press a digit to open one. A call brings you back to the work order.',
  back: 'Back to the work order',
  name: {
    orders: 'Work orders',
    callbacks: 'Callbacks',
    shift: 'Shift and figures',
    scripts: 'Script library',
    supervision: 'Supervision',
    outbox: 'Waiting and refused',
    calendar: 'Working days',
  },
} as const;
