package wireroom.ingest.format.nitf;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.Action;
import wireroom.model.AltId;
import wireroom.model.EmbargoKind;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

class NitfParserTest {

    private static String nitf(String attributes, String docdata) {
        return "<nitf><head><docdata " + attributes + "><doc-id id-string='me'/>" + docdata
                + "</docdata></head><body><body.head><hedline><hl1>H</hl1></hedline></body.head><body.content><p>T</p></body.content></body></nitf>";
    }

    private static Parsed parse(String provider, String xml) {
        return FormatParser.parse(Documents.of(provider, "in.xml", xml));
    }

    private static WireItem one(String provider, String xml) {
        Parsed parsed = parse(provider, xml);
        assertThat(parsed.refusals()).isEmpty();
        return parsed.items().getFirst();
    }

    private static WireItem one(String xml) {
        return one("northwire", xml);
    }

    @Test
    void aCanceledDocumentThatTellsTheStatusOfAnotherActsOnThatOne() {
        WireItem notice = one(nitf(
                "management-status='canceled' management-doc-idref='me.a' management-idref-status='canceled'", ""));
        assertThat(notice.getTargets()).containsExactly(new Target("me.a", null, null, "kills", PubStatus.CANCELED));
        assertThat(notice.getAction()).isEqualTo(Action.KILL);
        assertThat(notice.getActionEvidence().getRule()).isEqualTo("nitf.management-idref-status");
    }

    @Test
    void aReferenceWithoutAStatusMeansThatTheOtherIsSuperseded() {
        WireItem item = one(nitf("management-doc-idref='old'", ""));
        assertThat(item.getTargets()).containsExactly(new Target("old", null, null, "supersedes", null));
        assertThat(item.getAction()).isEqualTo(Action.UPDATE);
        assertThat(item.getPubStatus()).isEqualTo(PubStatus.USABLE);
    }

    @Test
    void aCorrectionNamesWhatItCorrects() {
        WireItem item = one(nitf("", "<correction info='The name was wrong.' id-string='old'/>"));
        assertThat(item.getAction()).isEqualTo(Action.CORRECTION);
        assertThat(item.getTargets()).containsExactly(new Target("old", null, null, "corrects", null));
        assertThat(item.getEdNotes()).extracting(n -> n.getText()).containsExactly("The name was wrong.");
    }

    @Test
    void theVersionIsThatOfTheKeyAndTheNumberInTheIdIsNone() {
        WireItem item = one(
                "ntb",
                nitf("", "<date.issue norm='2026-11-20T09:00:04'/><du-key key='storm' version='48'/>")
                        .replace("'me'", "'NTB0a1b-22_47'"));
        assertThat(item.getUri()).isEqualTo("NTB0a1b-22");
        assertThat(item.getRevisionRaw()).isEqualTo("48");
        assertThat(item.getAltIds()).contains(new AltId("doc-id", "NTB0a1b-22_47"), new AltId("du-key", "storm"));
        assertThat(item.getVersionCreated()).isEqualTo(Instant.parse("2026-11-20T08:00:04Z"));
        assertThat(item.getAction()).isEqualTo(Action.UPDATE);
    }

    @Test
    void anEmbargoLastsUntilTheRelease() {
        WireItem item = one(nitf("management-status='embargoed'", "<date.release norm='20261121T060000Z'/>"));
        assertThat(item.getEmbargo().getUntil()).isEqualTo(Instant.parse("2026-11-21T06:00:00Z"));
        assertThat(item.getPubStatus()).isEqualTo(PubStatus.USABLE);
        assertThat(item.getAction()).isEqualTo(Action.NEW);
    }

    @Test
    void aReleaseAfterTheIssueIsAnEmbargoAndOneAtTheIssueIsNone() {
        String issued = "<date.issue norm='20261120T100000Z'/>";
        assertThat(one(nitf("", issued + "<date.release norm='20261121T060000Z'/>"))
                        .getEmbargo()
                        .getKind())
                .isEqualTo(EmbargoKind.UNTIL);
        assertThat(one(nitf("", issued + "<date.release norm='20261120T100000Z'/>"))
                        .getEmbargo()
                        .getKind())
                .isEqualTo(EmbargoKind.NONE);
    }

    @Test
    void anEmbargoWithoutAnEndIsOpen() {
        assertThat(one(nitf("management-status='Embargoed'", "")).getEmbargo().getKind())
                .isEqualTo(EmbargoKind.OPEN);
    }

    @Test
    void theEndOfAnEmbargoThatANoteTellsIsBelievedAsInferred() {
        WireItem item = one(
                "pa",
                nitf(
                        "management-status='embargoed'",
                        "<date.issue norm='20160908T152000'/><ed-msg info='Embargoed to 0001 Friday September 9'/>"));
        assertThat(item.getEmbargo().getUntil()).isEqualTo(Instant.parse("2016-09-08T23:01:00Z"));
        assertThat(item.getEmbargo().getEvidence().getKind()).isEqualTo(EvidenceKind.INFERRED);
        assertThat(item.getEmbargo().getEvidence().getStart()).isZero();
    }

    @Test
    void onlyAProfileOfThatHabitTakesTheExpiryForTheEndOfTheEmbargo() {
        String xml = nitf("management-status='embargoed'", "<date.expire norm='20261121T060000Z'/>");
        WireItem superdesk = one("superdesk", xml);
        assertThat(superdesk.getEmbargo().getUntil()).isEqualTo(Instant.parse("2026-11-21T06:00:00Z"));
        assertThat(superdesk.getExpires()).isNull();
        WireItem other = one("northwire", xml);
        assertThat(other.getEmbargo().getKind()).isEqualTo(EmbargoKind.OPEN);
        assertThat(other.getExpires()).isEqualTo(Instant.parse("2026-11-21T06:00:00Z"));
    }

    @Test
    void loadsNoDtdAndReadsTheDocument() {
        assertThat(one("<!DOCTYPE nitf SYSTEM 'http://127.0.0.1:1/nitf.dtd'>" + nitf("", ""))
                        .getHeadline())
                .isEqualTo("H");
    }

    @Test
    void refusesADocumentWithoutIdAndOneOfUnknownStatus() {
        assertThat(parse("northwire", "<nitf><head/><body/></nitf>").refusals())
                .extracting(r -> r.reject().code())
                .containsExactly(RejectCode.MISSING_FIELD);
        assertThat(parse("northwire", nitf("management-status='perhaps'", "")).refusals())
                .extracting(r -> r.reject().code())
                .containsExactly(RejectCode.INVALID_FIELD);
    }

    @Test
    void anEmbargoWhoseNoteIsInDoubtIsOpen() {
        WireItem item = one(
                "pa", nitf("management-status='embargoed'", "<ed-msg info='Embargoed until the minister speaks'/>"));
        assertThat(item.getEmbargo().getKind()).isEqualTo(EmbargoKind.OPEN);
    }
}
