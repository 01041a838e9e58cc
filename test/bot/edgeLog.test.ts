import { createEdgeLog, type LogLine } from '../../bot/telemetry';

describe('the log of the edge', () => {
  const written = (fields: Readonly<Record<string, unknown>>, message: string): LogLine => {
    const lines: LogLine[] = [];
    const note = (line: LogLine) => void lines.push(line);
    createEdgeLog({ debug: note, info: note, warn: note, error: note }).warn(fields, message);
    const [line] = lines;
    if (line === undefined) throw new Error('Nothing was written.');
    return line;
  };

  it('names an event by its code, so that an alarm can be set on it, and says in words what it is', () => {
    expect(written({ code: 'whatsapp.sweepFailed', err: new TypeError('secret') }, 'Nobody could be asked')).toEqual({
      event: 'whatsapp.sweepFailed',
      message: 'Nobody could be asked',
      fault: 'TypeError',
      where: expect.stringContaining('edgeLog.test'),
    });
  });

  it('keeps the code of a fault beside the event that the message names, and nothing that it does not know', () => {
    expect(written({ code: 'TWILIO_NOT_SENT', requestId: 'r1', text: 'Mei Tan' }, 'whatsapp.cannotSend')).toEqual({
      event: 'whatsapp.cannotSend',
      requestId: 'r1',
      code: 'TWILIO_NOT_SENT',
    });
  });
});
