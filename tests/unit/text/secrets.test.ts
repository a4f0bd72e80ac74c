import { expect, test } from 'vitest';
import { isSecretName, maskSecrets, maskWords } from '../../../src/text/secrets.ts';

const words = (line: string): string => maskWords(line.split(' ')).join(' ');

test.each([
  ['job --password=hunter2 --user=me', 'job --password=*** --user=me'],
  ['job --password hunter2 me', 'job --password *** me'],
  ['job --api-key k1 --token t1', 'job --api-key *** --token ***'],
  ['env AWS_SECRET_ACCESS_KEY=abc/def+1 job', 'env AWS_SECRET_ACCESS_KEY=*** job'],
  [
    'env DB_PASS=x GITHUB_TOKEN=y PGPASSWORD=z job',
    'env DB_PASS=*** GITHUB_TOKEN=*** PGPASSWORD=*** job',
  ],
  ['curl -u me:hunter2 https://a.b/c', 'curl -u me:*** https://a.b/c'],
  ['curl -sSu me:hunter2 x', 'curl -sSu me:*** x'],
  ['curl -ume:hunter2 x', 'curl -ume:*** x'],
  ['timeout 5 /usr/bin/mysql -uroot -phunter2 db', 'timeout 5 /usr/bin/mysql -uroot -p*** db'],
  ['sshpass -p hunter2 ssh host', 'sshpass -p *** ssh host'],
  ['docker login -u me -p hunter2', 'docker login -u me -p ***'],
  ['redis-cli -a hunter2 ping', 'redis-cli -a *** ping'],
  ['git clone https://me:hunter2@host/x.git', 'git clone https://me:***@host/x.git'],
  [
    'git clone https://ghp_0123456789012345678901234567890123456@host/x',
    'git clone https://***@host/x',
  ],
  ['java -Ddb.password=hunter2 -jar a.jar', 'java -Ddb.password=*** -jar a.jar'],
  ['openssl rsa -passin pass:hunter2', 'openssl rsa -passin pass:***'],
  ['job xoxb-1234567890-abcdef', 'job ***'],
])('%s', (line, expected) => {
  expect(words(line)).toBe(expected);
});

test.each([
  'docker run -u 1000:1000 -p 80:80 --pass-through image',
  'job --max-tokens 100 --tokenizer bpe --token-file f --no-password',
  'ffmpeg -pass 1 -i in.mp4',
  'PWD=/home/me make -j8 KEY=value',
  'ssh -p 22 git@github.com',
  'npm test -- --passes=3 compass',
  'job --password --verbose',
])('%s is left as it is', (line) => {
  const given = line.split(' ');
  expect(maskWords(given)).toBe(given);
});

test('a value runs to the end of its word, and in a script to the end of the value', () => {
  expect(maskWords(['job', '--password=two words'])).toEqual(['job', '--password=***']);
  const script =
    'export API_TOKEN=abc; curl -H "Authorization: Bearer abc.def" -u a:b x && mysql -pX db';
  expect(maskWords(['sh', '-c', script])[2]).toBe(
    'export API_TOKEN=***; curl -H "Authorization: Bearer ***" -u a:*** x && mysql -p*** db',
  );
});

test('a header in one word', () => {
  expect(maskWords(['curl', '-H', 'Authorization: Bearer abc', '-H', 'X-Api-Key: k'])).toEqual([
    'curl',
    '-H',
    'Authorization: Bearer ***',
    '-H',
    'X-Api-Key: ***',
  ]);
});

test('lines of a log', () => {
  expect(maskSecrets('{"user":"me","password":"hunter2","n":1}')).toBe(
    '{"user":"me","password":"***","n":1}',
  );
  expect(maskSecrets('GET /x?access_token=abc&y=1')).toBe('GET /x?access_token=***&y=1');
  expect(maskSecrets('PASSWORD=$DB_PASSWORD')).toBe('PASSWORD=$DB_PASSWORD');
  expect(maskSecrets('loaded shard 3 of 64, 1024 tokens')).toBe(
    'loaded shard 3 of 64, 1024 tokens',
  );
  const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----';
  expect(maskSecrets(key)).not.toContain('MIIE');
});

test('names', () => {
  const yes = ['userPassword', 'CLIENT_SECRET', '--auth-token', 'x.secret.key', 'GH_PAT', '--pass'];
  const no = ['PATH', 'PWD', 'KEY', '--pass-through', 'maxTokens', 'secretary', 'primary_key'];
  expect(yes.filter((name) => !isSecretName(name))).toEqual([]);
  expect(no.filter((name) => isSecretName(name))).toEqual([]);
});

test('what is masked stays masked, and long texts take no time', () => {
  for (const line of ['--password=a', 'https://a:b@c', 'Authorization: Basic abc']) {
    expect(maskSecrets(maskSecrets(line))).toBe(maskSecrets(line));
  }
  for (const part of [
    'a',
    'password',
    'curl -u ',
    'https://',
    'token=',
    'a.-_',
    '"',
    'bearer ',
    '-----BEGIN ',
  ]) {
    const text = `key ${part.repeat(20_000 / part.length)}`;
    expect(maskSecrets(text).length).toBeGreaterThan(0);
  }
}, 20_000);
