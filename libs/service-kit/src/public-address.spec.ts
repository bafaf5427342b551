import { publicAddress } from './public-address';

describe('The public address of a Comune', () => {
  const borgo = { hosts: ['segnala.borgo.example', 'www.borgo.example'] };

  it.each([
    ['https://sportello.example', 'https://segnala.borgo.example'],
    ['https://sportello.example/', 'https://segnala.borgo.example'],
    ['http://sportello.example:8080', 'http://segnala.borgo.example:8080'],
  ])('is its first host name under the scheme of %s', (publicUrl, address) => {
    expect(publicAddress(publicUrl, borgo)).toBe(address);
  });

  it('is that of the installation for a Comune without a host name', () => {
    expect(publicAddress('https://sportello.example/', { hosts: [] })).toBe('https://sportello.example');
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://borgo.localhost:3000'])(
    'stays on this machine when the installation is reached at %s',
    (publicUrl) => expect(publicAddress(publicUrl, borgo)).toBe(publicUrl),
  );
});
