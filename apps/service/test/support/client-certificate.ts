/** Certificates of clients, valid for a hundred years; their private keys are gone. */
export const rsaCertificatePem = `-----BEGIN CERTIFICATE-----
MIIDFTCCAf2gAwIBAgIUWt+B71Nor0/6qUkxU2fasmvz4+gwDQYJKoZIhvcNAQEL
BQAwGTEXMBUGA1UEAwwOY2xpZW50LmV4YW1wbGUwIBcNMjYxMTIzMTUzMTIzWhgP
MjEyNjEwMzAxNTMxMjNaMBkxFzAVBgNVBAMMDmNsaWVudC5leGFtcGxlMIIBIjAN
BgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkArHEbdT41rsCQ/aiKRsZ/CVhTx2
iunG8PptKRSgpxS1CcH97WOFfnfZ6cCbXhUgvRd8F7KvJyUB11t6e7p3fSAw6cSy
RmLtGQSuKBtqBblQ2ecOdYIFlggEFNlag2cM4A9zXye6OlguPpPCTjPibAO4vuGX
YjbulZWTi1w7jtPDSELEOAFf5scLd+iGKn3+qHqLhnOVVbf4B2wguUOjOaYtXRBL
ClmaylKMUuj9BTZb0B7Cm+mjd2IBSCK0UnJhpn9Mdo8gK6SHL723j0TjocUdoKVa
yhnnJY0P8pDHgstK/Zohd8tvRtuL3IvZBYiQu32raPhfuXcWd8n4WpmvYwIDAQAB
o1MwUTAdBgNVHQ4EFgQUqsFtO7cxEh7fu7iaNYbiK1pNTPgwHwYDVR0jBBgwFoAU
qsFtO7cxEh7fu7iaNYbiK1pNTPgwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0B
AQsFAAOCAQEAWoCIjQWL2K+Y3hg/w8Y9KN2J+E4x0BLixUsrbEQvQTar5NtgcbPM
i0jWSVbbKV4a8BegYvzEp/LOlqkByy7iTxwsCQEiMQ9isdw/K8VMxeSlHCnN25ke
rzB+U6xk2mLigjwJPDlOdQgKQnvScI44p31cPYNUYS36SgoNeIVwER8ZMeUlUaJC
QjmCs2m4UEHfvYPR51tviwRnDMpxwfnQh5/QzAL0fZicixxgoPbuy7YJKXbF8fH1
Hrd2AeQZqXsYJxdzgQUBj/3Eo0dawkAMgPPJo9fl+hVas2nBoZBu5k4wqwvDoCUM
aksO6s0z8Pv2jrK8ryp4Ip8h1w6Y3yo1mA==
-----END CERTIFICATE-----`;

/** Of a kind of key that the token endpoint does not know. */
export const ellipticCertificatePem = `-----BEGIN CERTIFICATE-----
MIIBgTCCASegAwIBAgIUfEz7ju7HVev18ElzW78shzkrCFQwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKZWMuZXhhbXBsZTAgFw0yNjExMjMxNTMxMjNaGA8yMTI2MTAz
MDE1MzEyM1owFTETMBEGA1UEAwwKZWMuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABPn5gBV64G4EH5fddK68nn+kBnekawBS/cLMkZEU3E6b6ilg7ni9
nIvSuxiLRFRFiEtJFJPmbiWLnwEjEGc8SOujUzBRMB0GA1UdDgQWBBQLcDUp/dgC
UTqj9IeDFz+0b31OczAfBgNVHSMEGDAWgBQLcDUp/dgCUTqj9IeDFz+0b31OczAP
BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDr0VQxDadMpfMuxLlR
Tq4Ge18YWaTOwvpT4IUeO+67QgIgKMXHvyAJpJW3HBMCjoJ3K9dgqa8weASwSciD
+PRVGhc=
-----END CERTIFICATE-----`;

/** DER in base64, as Graph's clients send it. */
export const derOf = (pem: string): string => pem.replaceAll(/-----[^-]+-----|\s/g, '');
