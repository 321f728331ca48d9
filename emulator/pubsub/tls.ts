import { generate } from 'selfsigned';

/** A certificate for loopback names that nobody signed, both parts as PEM; made anew at each start. */
export async function makeCertificate(): Promise<{ certificate: string; privateKey: string }> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { certificate: made.cert, privateKey: made.private };
}
