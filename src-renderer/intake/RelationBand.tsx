import type { WorkOrderFields } from '#shared/domain/index.ts';
import { useTranslation } from '../ui/index.ts';
import { useRelatedOrder } from './related.ts';
import { edit, focusOn } from './store.ts';

/** Says to which earlier order this one goes, and lets it be an order of its own again. */
export function RelationBand({ fields }: { readonly fields: WorkOrderFields }) {
  const { t } = useTranslation();
  const follows = fields.followUpOf !== '';
  const order = useRelatedOrder(follows ? fields.followUpOf : fields.mergedInto);
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
