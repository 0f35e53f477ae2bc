import type { FastifyInstance } from 'fastify';

/** What a browser without scripts does: keeps cookies, follows one address, sends forms. */
export interface TestBrowser {
  readonly cookies: Map<string, string>;
  open(url: string, headers?: Record<string, string>): Promise<TestPage>;
  /** Sends a form with its hidden fields as the page before had them. */
  submit(
    page: TestPage,
    action: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ): Promise<TestPage>;
}

export interface TestPage {
  readonly status: number;
  readonly html: string;
  readonly location: string | undefined;
  readonly setCookies: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
}

export function createTestBrowser(server: FastifyInstance, language = 'zh-CN'): TestBrowser {
  const cookies = new Map<string, string>();
  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    more: { payload?: string; headers?: Record<string, string> } = {},
  ): Promise<TestPage> => {
    const answer = await server.inject({
      method,
      url,
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'accept-language': language,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(more.payload !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...more.headers,
      },
      ...(more.payload !== undefined && { payload: more.payload }),
    });
    const given = answer.headers['set-cookie'] ?? [];
    const setCookies = Array.isArray(given) ? given : [given];
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const { location } = answer.headers;
    return { status: answer.statusCode, html: answer.body, location, setCookies, headers: answer.headers };
  };
  return {
    cookies,
    open: (url, headers) => ask('GET', url, { ...(headers && { headers }) }),
    submit: (page, action, fields, headers) => {
      const payload = new URLSearchParams({ ...hiddenOf(page.html, action, fields['kind']), ...fields });
      return ask('POST', action, { payload: String(payload), ...(headers && { headers }) });
    },
  };
}

/** Hidden fields of the form with an action, and of one step where the page has several. */
function hiddenOf(html: string, action: string, kind: string | undefined): Record<string, string> {
  const forms = html.split('<form').slice(1);
  const form = forms.find(
    (one) => one.includes(`action="${action}"`) && (kind === undefined || one.includes(`value="${kind}"`)),
  );
  const inputs = (form ?? '')
    .split('</form>')[0]
    ?.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g);
  return Object.fromEntries([...(inputs ?? [])].map(([, name = '', value = '']) => [name, value]));
}
