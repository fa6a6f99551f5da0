"""A certificate authority of this copy's own, so that subscribers on this machine can speak HTTPS and be checked.

The emulator trusts it and nobody else: it delivers to addresses of this machine and has no other to call.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from local.settings import Local

_LIFE = timedelta(days=365)


def authority(local: Local) -> Path:
    """File with the authority's certificate; made if it is not there, or ends within a month."""
    key_file, certificate_file = _files(local)
    if certificate_file.exists() and key_file.exists():
        known = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        if known.not_valid_after_utc > datetime.now(UTC) + timedelta(days=30):
            return certificate_file
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("CEN on one machine")
    made = (
        _begun(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _keep(key_file, _pem(key))
    certificate_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return certificate_file


def certificate(local: Local, hosts: Sequence[str], target: Path) -> Path:
    """File with key and certificate for a server of these host names, signed by the authority."""
    issuer = x509.load_pem_x509_certificate(authority(local).read_bytes())
    signer = serialization.load_pem_private_key(_files(local)[0].read_bytes(), password=None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 - `authority` made it
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        _begun(_name(hosts[0]), issuer.subject, key)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _keep(target, _pem(key) + made.public_bytes(serialization.Encoding.PEM))
    return target


def _files(local: Local) -> tuple[Path, Path]:
    return local.folder / "authority-key.pem", local.folder / "authority.pem"


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _LIFE)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _keep(file: Path, content: bytes) -> None:
    file.touch(mode=0o600)
    file.write_bytes(content)
