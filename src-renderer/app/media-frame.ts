/**
 * In the browser host the media page lives in a frame of this page; Electron gives it a hidden window of its
 * own. The frame is made once and outside React, so that no render ever reloads it and cuts a call. It is
 * kept laid out (not `display: none`), as browsers slow undisplayed frames down.
 *
 * @param title the frame's name for screen readers
 */
export function mountMediaFrame(title: string): void {
  if (window.lianxinqiao) return;
  const frame = document.createElement('iframe');
  frame.src = 'media.html';
  frame.allow = 'microphone; autoplay';
  frame.title = title;
  frame.className = 'media-frame';
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  document.body.append(frame);
}
