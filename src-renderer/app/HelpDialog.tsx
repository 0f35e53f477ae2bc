import { Dialog, StateMark, useTranslation } from '../ui/index.ts';

/** The keys and the shapes of states, on one page. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const keys = [
    ['F2', t('help.answer')],
    ['F3', t('help.hold')],
    ['F7', t('help.mute')],
    ['F9', t('help.desk')],
    ['F8', t('help.hangUp')],
    ['Ctrl+Enter', t('help.submit')],
    ['F4', t('help.newDraft')],
    ['F5', t('shift.helpState')],
    ['Ctrl+L', t('shift.helpLock')],
    ['Ctrl+F', t('help.library')],
    ['Ctrl+H', t('supervision.helpKey')],
    ['F6', t('help.nextDraft')],
    ['Alt+1 … 7', t('help.types')],
    ['Ctrl+K', t('help.commands')],
    ['Ctrl+0 … 9', t('help.offers')],
    ['Ctrl+M', t('help.join')],
    ['F11', t('help.takeCaller')],
    ['F12', t('help.followUp')],
    ['Ctrl+Z / Ctrl+Y', t('help.steps')],
    ['Tab / Shift+Tab', t('help.tab')],
    ['F10', t('help.menu')],
    ['F1', t('help.help')],
  ] as const;
  const states = [
    ['good', t('help.stateGood')],
    ['busy', t('help.stateBusy')],
    ['warn', t('help.stateWarn')],
    ['bad', t('help.stateBad')],
  ] as const;
  return (
    <Dialog title={t('help.title')} onClose={onClose} className="dialog-help">
      <dl className="help-keys">
        {keys.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd className="keycap">{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p className="help-intro">{t('help.intro')}</p>
      <h3>{t('help.states')}</h3>
      <ul className="help-states">
        {states.map(([kind, word]) => (
          <li key={kind} className={`cell-${kind}`}>
            <StateMark kind={kind} />
            {word}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
