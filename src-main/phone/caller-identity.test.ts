import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerIdentity, callerIdentitySchema, isAnsweredElsewhere } from './caller-identity.ts';

const options = { ownUsers: ['seat1', 'x7c0ffee'], dialledLineHeader: undefined };

function identityOf(headers: Record<string, string | string[]>, dialledLineHeader?: string) {
  return callerIdentity((name) => [headers[name] ?? []].flat(), { ...options, dialledLineHeader });
}

describe('who calls', () => {
  it.each([
    ['<sip:13800138000@pbx>', '13800138000', null],
    ['"张三" <sip:13800138000@pbx>;tag=1', '13800138000', '张三'],
    ['Zhang San <sips:+86-138-0013-8000@pbx;user=phone>', '+8613800138000', 'Zhang San'],
    ['"a \\"quoted\\", name" <sip:8001@pbx>', '8001', 'a "quoted", name'],
    ['sip:13800138000;phone-context=+86@pbx', '13800138000', null],
    ['<tel:+86-632-12345;ext=7>', '+8663212345', null],
    ['"13800138000" <sip:13800138000@pbx>', '13800138000', null],
    ['<sip:138%300138000@pbx>', '13800138000', null],
    ['"Anonymous" <sip:anonymous@anonymous.invalid>', null, null],
    ['<sip:%E5%BC%A0@pbx>', null, null],
    ['<sip:%zz@pbx>', null, null],
    ['<http://evil>', null, null],
    ['', null, null],
  ])('reads From %s', (from, callerNumber, callerName) => {
    expect(identityOf({ From: from })).toMatchObject({ callerNumber, callerName });
  });

  it('prefers P-Asserted-Identity, in a list or in several headers', () => {
    const From = '"Extension" <sip:8001@pbx>';
    expect(
      identityOf({ From, 'P-Asserted-Identity': '"李四" <sip:13900139000@pbx>, <tel:+8613900139000>' }),
    ).toMatchObject({ callerNumber: '13900139000', callerName: '李四' });
    expect(
      identityOf({ From, 'P-Asserted-Identity': ['<sip:anonymous@x>', '<tel:13900139000>'] }).callerNumber,
    ).toBe('13900139000');
  });

  it.each(['id', 'user', 'header;id', 'ID; critical'])('withholds at Privacy: %s', (privacy) => {
    const identity = identityOf({
      From: '<sip:13800138000@pbx>',
      'P-Asserted-Identity': '<sip:13800138000@pbx>',
      Privacy: privacy,
    });
    expect(identity).toMatchObject({ callerNumber: null, callerName: null });
  });

  it('shows the number at Privacy: none', () => {
    expect(identityOf({ From: '<sip:13800138000@pbx>', Privacy: 'none' }).callerNumber).toBe('13800138000');
  });

  it('refuses a number that is too long and cuts a name', () => {
    const identity = identityOf({ From: `"${'名'.repeat(500)}" <sip:${'1'.repeat(65)}@pbx>` });
    expect(identity.callerNumber).toBeNull();
    expect(identity.callerName).toHaveLength(128);
  });

  it('drops control and direction characters from names', () => {
    expect(identityOf({ From: '"a\u202e\u0007b" <sip:1@pbx>' }).callerName).toBe('a  b');
  });
});

describe('the line that was dialled', () => {
  it('is To, unless To is this seat', () => {
    expect(identityOf({ To: '<sip:12345@pbx>' }).dialledLine).toBe('12345');
    expect(identityOf({ To: '<sip:seat1@pbx>' }).dialledLine).toBeNull();
    expect(identityOf({ To: '<sip:x7c0ffee@abc.invalid>' }).dialledLine).toBeNull();
  });

  it('is the first History-Info entry, the last Diversion, or P-Called-Party-ID', () => {
    const To = '<sip:seat1@pbx>';
    expect(
      identityOf({ To, 'History-Info': '<sip:12333@pbx>;index=1, <sip:queue@pbx>;index=1.1' }).dialledLine,
    ).toBe('12333');
    expect(
      identityOf({ To, Diversion: ['<sip:queue@pbx>;reason=unconditional', '<sip:12328@pbx>'] }).dialledLine,
    ).toBe('12328');
    expect(identityOf({ To, 'P-Called-Party-ID': '<sip:12319@pbx>' }).dialledLine).toBe('12319');
  });

  it('is the configured header before all others, as an address or a bare number', () => {
    const headers = { To: '<sip:12345@pbx>', 'X-Line': '12333' };
    expect(identityOf(headers, 'X-Line').dialledLine).toBe('12333');
    expect(identityOf({ ...headers, 'X-Line': '<sip:12328@pbx>' }, 'X-Line').dialledLine).toBe('12328');
    expect(identityOf({ To: '<sip:12345@pbx>' }, 'X-Line').dialledLine).toBe('12345');
  });
});

describe('hostile headers', () => {
  it('never throw and never leave the contract', () => {
    const piece = fc.constantFrom('<', '>', '"', '\\', ',', ';', '@', 'sip:', 'tel:', '%', '%41', '1', '张');
    const value = fc.oneof(
      fc.string({ maxLength: 200, unit: 'binary' }),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.nat({ max: 5_000 }).map((length) => `"${'x'.repeat(length)}" <sip:${'1'.repeat(length)}@pbx>`),
    );
    const names = ['From', 'To', 'P-Asserted-Identity', 'Privacy', 'History-Info', 'Diversion', 'X-Line'];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.array(value, { maxLength: 4 })), (headers) => {
        callerIdentitySchema.parse(identityOf(headers, 'X-Line'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keep every plain number', () => {
    const number = fc.stringMatching(/^\+?\d{3,20}$/);
    fc.assert(
      fc.property(number, (digits) => {
        expect(identityOf({ From: `"Somebody" <sip:${digits}@pbx>;tag=1` }).callerNumber).toBe(digits);
      }),
    );
  });

  it('are read in time that grows with their length only', () => {
    // One that grew with the cube of it, as a careless pattern does, would never come to an end here.
    for (const unit of ['"\\', '<', ' <', '" "', 'a ', '\t']) {
      const value = unit.repeat(20_000);
      expect(() =>
        callerIdentitySchema.parse(identityOf({ From: value, 'P-Asserted-Identity': value })),
      ).not.toThrow();
    }
  });
});

describe('the Reason of a CANCEL', () => {
  it.each([
    ['SIP;cause=200;text="Call completed elsewhere"', true],
    ['SIP ;cause=200', true],
    ['SIP;text="x";cause=200', true],
    ['Q.850;cause=26;text="Call completed elsewhere"', true],
    ['SIP;cause=487;text="ORIGINATOR_CANCEL"', false],
    ['Q.850;cause=200', false],
    ['SIP;cause=2000', false],
  ])('%s', (reason, elsewhere) => {
    expect(isAnsweredElsewhere([reason])).toBe(elsewhere);
  });
});
