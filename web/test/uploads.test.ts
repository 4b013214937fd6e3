import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalOf } from '../src/chat/refusal.ts';
import { Transcript } from '../src/chat/transcript.ts';
import { Uploads } from '../src/chat/uploads.ts';

/** Uploads over a session that takes each file when it is told to. */
function uploading() {
  const transcript = new Transcript();
  const under: Array<{ file: File; settle: (error?: object) => void }> = [];
  const carrier = {
    sendAttachment: ({ attachment: file }: { attachment: File }) =>
      new Promise<void>((done, fail) => under.push({ file, settle: (error) => (error ? fail(error) : done()) })),
  };
  const uploads = new Uploads(transcript, () => carrier, () => {});
  const states = () => transcript.entries().map((e) => (e.kind === 'pending' ? `${e.file?.name} ${e.refusal?.text ?? e.delivery}` : e.kind));
  return { uploads, transcript, under, states };
}

const turn = () => new Promise((later) => setImmediate(later));
const text = (name: string) => new File(['x'], name, { type: 'text/plain' });

test('files go one after the other, and one that fails holds nobody up', async () => {
  const { uploads, under, states } = uploading();
  const all = uploads.send([text('a.txt'), text('b.txt'), text('c.txt')]);
  await turn();
  assert.deepEqual(under.map(({ file }) => file.name), ['a.txt']);
  assert.deepEqual(states(), ['a.txt sending', 'b.txt sending', 'c.txt sending']);
  under[0]!.settle({ statusCode: 402 });
  await turn();
  assert.deepEqual(under.map(({ file }) => file.name), ['a.txt', 'b.txt']);
  under[1]!.settle();
  await turn();
  under[2]!.settle({ statusCode: 503 });
  await all;
  assert.deepEqual(states(), ['a.txt fileTooMany', 'b.txt sending', 'c.txt failed']);
});

test('what failed for now goes once more, what was refused does not', async () => {
  const { uploads, transcript, under, states } = uploading();
  const all = uploads.send([text('a.txt'), text('b.txt')]);
  await turn();
  under[0]!.settle({ statusCode: 403 });
  await turn();
  under[1]!.settle({});
  await all;
  const [refused, failed] = transcript.entries().map(({ key }) => key);
  await uploads.again(refused!);
  const again = uploads.again(failed!);
  assert.deepEqual(states(), ['a.txt fileLate', 'b.txt sending']);
  await turn();
  under[2]!.settle();
  await again;
  assert.equal(under.length, 3);
  uploads.discard(refused!);
  assert.deepEqual(states(), ['b.txt sending']);
});

test('a file whose type the browser does not know has one all the same', async () => {
  const { uploads, under } = uploading();
  const all = uploads.send([new File(['abc'], 'a.rtf')]);
  await turn();
  const { file, settle } = under[0]!;
  assert.deepEqual([file.name, file.type, await file.text()], ['a.rtf', 'application/octet-stream', 'abc']);
  settle();
  await all;
});

test('the server says why a file is not taken', () => {
  const invalid = (message: string) => refusalOf({ statusCode: 400, message });
  assert.deepEqual(invalid('AttachmentSizeInBytes: must be at most 20971520'), { text: 'fileTooLarge', again: false, limit: 20971520 });
  assert.equal(invalid('AttachmentSizeInBytes must be at least 1').text, 'fileEmpty');
  assert.deepEqual(invalid('AttachmentName: must end in one of csv, pdf'), { text: 'fileKind', again: false, kinds: 'csv, pdf' });
  assert.deepEqual(invalid('AttachmentIds: the file has not arrived as it was announced'), { text: 'fileLost', again: true });
  assert.deepEqual(invalid('ContentType: must be a media type'), { text: 'fileRefused', again: false });
  for (const odd of ['Failed to call sendAttachment, No active connection', undefined, null, new TypeError('Failed to fetch'), { statusCode: 500 }, { statusCode: 429 }]) {
    assert.deepEqual(refusalOf(odd), { text: 'failed', again: true });
  }
});
