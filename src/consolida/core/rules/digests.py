"""The digests and the signature that a file states are right."""

from consolida.core import digest
from consolida.core.findings import Severity
from consolida.core.language import noop
from consolida.core.portable import format as spec
from consolida.core.portable.format import FileKind
from consolida.core.rules.functions import Flaw
from consolida.core.rules.rule import Rule, scanned
from consolida.core.rules.text import TEXTS
from consolida.core.rules.totals import DIGESTS

_CHANGED = noop("It was changed after the file was made: have the file exported and sent again.")
_SIGNED = ", ".join(spec.names("manifest")[:-1])
_MASTERS = " UNION ALL ".join(
    f"""SELECT name FROM main.master WHERE name = '{name}'
        AND (digest <> :{name} OR entries <> (SELECT count(*) FROM {spec.source(name)}))"""
    for name in digest.masters()
)

RULES = (
    Rule(
        name="voucher_digest",
        severity=Severity.ERROR,
        sql=f"""
            SELECT v.site, v.period, v.operation_type, v.number FROM main.voucher AS v
            WHERE v.digest <> {digest.voucher_digest_expression()}""",
        message=noop("Voucher {voucher} does not agree with its own digest."),
        remedy=_CHANGED,
        scan=TEXTS,
        condition=f"{Flaw.DIGEST:d}",
    ),
    scanned(
        DIGESTS,
        "batch_digest",
        condition="b.digest <> b.right_digest",
        message=noop(
            "The vouchers of T/O {operation_type}, {period}, site {site} do not agree with their digest."
        ),
        remedy=_CHANGED,
    ),
    Rule(
        name="party_digest",
        severity=Severity.ERROR,
        sql="""
            SELECT type, number AS party, name FROM main.party
            WHERE digest <> sha256(json_array(type, number, name, address, active))""",
        message=noop("The party {type} {party} “{name}” does not agree with its own digest."),
        remedy=_CHANGED,
    ),
    Rule(
        name="master_digest",
        severity=Severity.ERROR,
        kinds=frozenset({FileKind.MASTERS}),
        sql=_MASTERS,
        message=noop("The master “{name}” does not agree with its fingerprint."),
        remedy=_CHANGED,
    ),
    Rule(
        name="content_digest",
        severity=Severity.ERROR,
        sql="SELECT content_digest FROM main.manifest WHERE content_digest <> :content",
        message=noop("The file's content does not agree with the digest in its manifest."),
        remedy=_CHANGED,
    ),
    Rule(
        name="annotation_digest",
        severity=Severity.ERROR,
        sql="SELECT annotation_digest FROM main.manifest WHERE annotation_digest <> :annotations",
        message=noop(
            "The states, authors or times in the file do not agree with the digest in its manifest."
        ),
        remedy=_CHANGED,
    ),
    Rule(
        name="signature",
        severity=Severity.ERROR,
        sql=f"""
            SELECT site FROM main.manifest
            WHERE NOT is_signed(public_key, signature, json_array({_SIGNED}))""",
        message=noop("The file's signature is not right: it was not sealed by the installation it names."),
        remedy=noop("Do not use it; call the site and have the file exported and sent again."),
    ),
)
