import { useTranslation } from '../ui/index.ts';
import { useOnScreen } from './form-fields.ts';
import { useRelatedOrder } from './related.ts';
import { edit, focusOn } from './store.ts';

/** Says to which earlier order this one goes, and lets it be an order of its own again. */
export function RelationBand() {
  const { t } = useTranslation();
  const { followUpOf, mergedInto } = useOnScreen(({ followUpOf, mergedInto }) => ({
    followUpOf,
    mergedInto,
  }));
  const follows = followUpOf !== '';
  const order = useRelatedOrder(follows ? followUpOf : mergedInto);
  return (
    <div className="relation-band" role="status" data-testid="relation">
      <span className="relation-word">{t(follows ? 'form.followsUp' : 'form.joins')}</span>
      <strong>{order?.number ?? '…'}</strong>
      <span className="relation-title">{order?.fields.title}</span>
      <button
        type="button"
        className="button button-quiet"
        onClick={() => {
          edit(follows ? { followUpOf: '' } : { mergedInto: '' });
          focusOn('content');
        }}
      >
        {t('form.ownOrder')}
      </button>
    </div>
  );
}
