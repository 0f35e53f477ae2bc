import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsType, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { ChartLook } from './charts.ts';

use([BarChart, LineChart, GridComponent, CanvasRenderer]);

/** One px of the 1920 wide picture, in CSS px: the page's root size is ten of them (wallboard.css). */
function unitNow(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 10;
}

/** Changes when the window or the theme does. */
function lookKey(): string {
  return `${unitNow()} ${document.documentElement.dataset['theme'] ?? ''} ${window.devicePixelRatio}`;
}

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  window.addEventListener('resize', changed);
  return () => {
    observer.disconnect();
    window.removeEventListener('resize', changed);
  };
}

function readLook(): ChartLook {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    unit: unitNow(),
    font: colour('--font'),
    colours: {
      text: colour('--text'),
      muted: colour('--text-muted'),
      line: colour('--line'),
      bar: colour('--wall-bar'),
      strong: colour('--accent'),
      second: colour('--wall-second'),
    },
  };
}

type Option = Parameters<EChartsType['setOption']>[0];

/**
 * A chart that is changed in place for as long as the page lives (rule BD-15). What it shows is told by `label` too.
 */
export function Chart(properties: {
  readonly className: string;
  readonly label: string;
  readonly option: (look: ChartLook) => Option;
}) {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<{ readonly made: EChartsType; readonly key: string } | undefined>(undefined);
  const key = useSyncExternalStore(subscribe, lookKey);
  const { option } = properties;
  useEffect(() => {
    if (element.current === null) return;
    if (chart.current?.key !== key) {
      chart.current?.made.dispose();
      chart.current = { made: init(element.current, null, { renderer: 'canvas' }), key };
    }
    chart.current.made.resize();
    chart.current.made.setOption(option(readLook()), { notMerge: false, lazyUpdate: false });
  }, [key, option]);
  useEffect(
    () => () => {
      chart.current?.made.dispose();
      chart.current = undefined;
    },
    [],
  );
  return (
    <div className={`chart ${properties.className}`} ref={element} role="img" aria-label={properties.label} />
  );
}
