/**
 * Puts a text on the clipboard, by a press of the person.
 *
 * @returns whether it is there
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A host that grants no clipboard still has the browser's own copying of a selection.
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'only-heard';
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}
