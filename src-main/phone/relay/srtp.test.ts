import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtectionProfileAes128CmHmacSha1_80, RtpHeader, SrtcpSession, SrtpSession } from 'werift';
import { writeRtp } from './rtp-packet.ts';
import { createSrtpReceiver, createSrtpSender, deriveKeys, indexOf, SRTP_SUITES } from './srtp.ts';

// RFC 3711 appendix B.3.
const MASTER = Buffer.from('E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6', 'hex');
const packet = (sequenceNumber: number, payload = Buffer.alloc(160, sequenceNumber), ssrc = 9) =>
  writeRtp({ ssrc, sequenceNumber, timestamp: sequenceNumber * 160, marker: false, payloadType: 8, payload });

describe('SRTP', () => {
  it('RL-13 derives the keys of RFC 3711 appendix B.3', () => {
    const keys = deriveKeys(MASTER, 0);
    expect(keys.cipher.export().toString('hex')).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(keys.salt.toString('hex')).toBe('30cbbc08863d8c85d49db34a9ae1');
    expect(keys.authentication.export().toString('hex')).toBe('cebe321f6ff7716b6fd4ab49af256a156d38baa4');
  });

  it.each(SRTP_SUITES)('RL-13 %s: what is protected comes back, once, and nothing else does', (suite) => {
    const sender = createSrtpSender(suite, MASTER);
    const receiver = createSrtpReceiver(suite, MASTER);
    const sent = packet(1);
    const wire = sender.protectRtp(sent);
    expect(wire).toHaveLength(sent.length + (suite.endsWith('32') ? 4 : 10));
    expect(wire.includes(sent.subarray(12))).toBe(false);
    for (let at = 0; at < wire.length; at++) {
      const forged = Buffer.from(wire);
      forged[at] = (forged[at] ?? 0) ^ 1;
      expect(receiver.unprotectRtp(forged)).toBeUndefined();
    }
    for (let length = 0; length < wire.length; length++) {
      expect(receiver.unprotectRtp(wire.subarray(0, length))).toBeUndefined();
    }
    expect(receiver.unprotectRtp(wire)).toEqual(sent);
    expect(receiver.unprotectRtp(wire)).toBeUndefined();
    const report = Buffer.concat([Buffer.from('80c90001', 'hex'), Buffer.from('00000009', 'hex')]);
    const reportWire = sender.protectRtcp(report);
    expect(receiver.unprotectRtcp(reportWire.subarray(0, 20))).toBeUndefined();
    expect(receiver.unprotectRtcp(reportWire)).toEqual(report);
    expect(receiver.unprotectRtcp(reportWire)).toBeUndefined();
  });

  it('RL-13 understands and is understood by another implementation', () => {
    const other = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d', 'hex');
    const config = {
      keys: {
        localMasterKey: other.subarray(0, 16),
        localMasterSalt: other.subarray(16),
        remoteMasterKey: MASTER.subarray(0, 16),
        remoteMasterSalt: MASTER.subarray(16),
      },
      profile: ProtectionProfileAes128CmHmacSha1_80,
    } as const;
    const rtp = new SrtpSession(config);
    const rtcp = new SrtcpSession(config);
    const sender = createSrtpSender('AES_CM_128_HMAC_SHA1_80', MASTER);
    const receiver = createSrtpReceiver('AES_CM_128_HMAC_SHA1_80', other);
    // Over the end of the sequence numbers, where the rollover counter comes in.
    for (let count = 0; count < 200; count++) {
      const sequenceNumber = (65_450 + count) & 0xffff;
      const payload = Buffer.alloc(160, count);
      expect(rtp.decrypt(sender.protectRtp(packet(sequenceNumber, payload))).subarray(12)).toEqual(payload);
      const header = new RtpHeader({ ssrc: 4, sequenceNumber, timestamp: count * 160, payloadType: 8 });
      expect(receiver.unprotectRtp(rtp.encrypt(payload, header))?.subarray(12)).toEqual(payload);
    }
    const report = Buffer.from('80c9000100000009', 'hex');
    expect(rtcp.decrypt(sender.protectRtcp(report))).toEqual(report);
    expect(receiver.unprotectRtcp(rtcp.encrypt(report))).toEqual(report);
  });

  it('RL-13 survives loss and disorder around the rollover', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 30, maxLength: 80 }),
        fc.integer({ min: 0, max: 65_535 }),
        fc.integer({ min: 0, max: 1_000 }),
        (gaps, first, seed) => {
          const sender = createSrtpSender('AES_CM_128_HMAC_SHA1_32', MASTER);
          const receiver = createSrtpReceiver('AES_CM_128_HMAC_SHA1_32', MASTER);
          let sequenceNumber = first;
          let late: [Buffer, Buffer] | undefined;
          gaps.forEach((gap, at) => {
            const sent = packet(sequenceNumber & 0xffff, Buffer.from([at]));
            const wire = sender.protectRtp(sent);
            // Every fourth packet comes after the one behind it.
            if (at > 0 && (at + seed) % 4 === 0 && gap < 100) late = [sent, wire];
            else {
              expect(receiver.unprotectRtp(wire)).toEqual(sent);
              if (late) expect(receiver.unprotectRtp(late[1])).toEqual(late[0]);
              late = undefined;
            }
            sequenceNumber += gap;
          });
        },
      ),
    );
  });

  it('RL-13 takes the index that is nearest', () => {
    expect(indexOf(65_535, 0)).toBe(65_536);
    expect(indexOf(65_536, 65_535)).toBe(65_535);
    expect(indexOf(5, 65_530)).toBe(-6);
    expect(indexOf(0x2_0001, 0xfffe)).toBe(0x1_fffe);
  });
});
