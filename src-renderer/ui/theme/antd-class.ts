/** The class that carries antd's CSS variables (`antd.css`). */
export const ANTD_CLASS = 'lxq';
