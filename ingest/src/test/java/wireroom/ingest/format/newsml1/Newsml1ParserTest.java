package wireroom.ingest.format.newsml1;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.Action;
import wireroom.model.EmbargoKind;
import wireroom.model.PubStatus;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

class Newsml1ParserTest {

    private static String item(String revision, String management, String component) {
        return "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>n.example</ProviderId><DateId>20261120</DateId><NewsItemId>X</NewsItemId>"
                + revision + "</NewsIdentifier></Identification><NewsManagement>" + management + "</NewsManagement>"
                + component + "</NewsItem></NewsML>";
    }

    private static Parsed parse(String xml) {
        return FormatParser.parse(Documents.of("northwire", "in.xml", xml));
    }

    private static WireItem one(String xml) {
        Parsed parsed = parse(xml);
        assertThat(parsed.refusals()).isEmpty();
        return parsed.items().getFirst();
    }

    @Test
    void theFamilyIsThePublicIdentifierWithoutTheRevision() {
        String parts = item("<RevisionId PreviousRevision='0' Update='N'>1</RevisionId>", "", "");
        String whole =
                "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:newsml:n.example:20261120:X:2U</PublicIdentifier></NewsIdentifier></Identification></NewsItem></NewsML>";
        assertThat(one(parts).getUri()).isEqualTo("urn:newsml:n.example:20261120:X");
        assertThat(one(whole).getUri()).isEqualTo("urn:newsml:n.example:20261120:X");
    }

    @Test
    void aRevisionOfAdministrativeMetadataKeepsTheText() {
        WireItem item = one(item(
                "<RevisionId PreviousRevision='1' Update='A'>2</RevisionId>", "<Status FormalName='Usable'/>", ""));
        assertThat(item.getAction()).isEqualTo(Action.MANAGEMENT);
    }

    @Test
    void aStatusThatWillChangeEndsTheEmbargoAndNoneLeavesItOpen() {
        WireItem until = one(item(
                "",
                "<Status FormalName='Embargoed'/><StatusWillChange><FutureStatus"
                        + " FormalName='Usable'/><DateAndTime>20261121T060000+0100</DateAndTime></StatusWillChange>",
                ""));
        assertThat(until.getEmbargo().getUntil()).isEqualTo(Instant.parse("2026-11-21T05:00:00Z"));
        assertThat(one(item("", "<Status FormalName='Embargoed'/>", ""))
                        .getEmbargo()
                        .getKind())
                .isEqualTo(EmbargoKind.OPEN);
    }

    @Test
    void canceledKillsAndWithheldHolds() {
        WireItem canceled = one(item("", "<Status FormalName='Canceled'/>", ""));
        assertThat(canceled.getPubStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(canceled.getAction()).isEqualTo(Action.KILL);
        assertThat(one(item("", "<Status FormalName='Withheld'/>", "")).getAction())
                .isEqualTo(Action.HOLD);
        assertThat(parse(item("", "<Status FormalName='Perhaps'/>", "")).refusals())
                .extracting(r -> r.reject().code())
                .containsExactly(RejectCode.INVALID_FIELD);
    }

    @Test
    void aResendDiffersOnlyInWhenItWasSent() {
        String xml =
                item("<RevisionId PreviousRevision='0' Update='N'>1</RevisionId>", "<Status FormalName='Usable'/>", "");
        WireItem first = one(
                xml.replace(
                        "<NewsML>",
                        "<NewsML><NewsEnvelope><TransmissionId>1</TransmissionId><DateAndTime>20261120T100000Z</DateAndTime></NewsEnvelope>"));
        WireItem again = one(
                xml.replace(
                        "<NewsML>",
                        "<NewsML><NewsEnvelope><TransmissionId>2</TransmissionId><DateAndTime>20261120T110000Z</DateAndTime></NewsEnvelope>"));
        assertThat(again.getTransmittedAt()).isAfter(first.getTransmittedAt());
        again = WireItem.newBuilder(again)
                .setTransmittedAt(first.getTransmittedAt())
                .build();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void partsThatChangeAnEarlierRevisionNeverEmptyIt() {
        WireItem item = one(item(
                "<RevisionId PreviousRevision='1' Update='U'>2</RevisionId>",
                "<Status FormalName='Usable'/>",
                "<Update><Replace DuidRef='t1'><p>New.</p></Replace></Update>"));
        assertThat(item.getPartial()).isTrue();
        assertThat(item.getAction()).isEqualTo(Action.UPDATE);
    }

    @Test
    void theFirstTextAmongNestedPartsIsTheArticle() {
        WireItem item = one(
                item(
                        "",
                        "",
                        "<NewsComponent><NewsComponent><Role"
                                + " FormalName='Picture'/><NewsLines><HeadLine>Caption</HeadLine></NewsLines><ContentItem"
                                + " Href='a.jpg'><MediaType"
                                + " FormalName='Photo'/></ContentItem></NewsComponent><NewsComponent><NewsLines><HeadLine>Text</HeadLine></NewsLines><ContentItem><DataContent><html"
                                + " xmlns='http://www.w3.org/1999/xhtml'><body><p>One.</p></body></html></DataContent></ContentItem></NewsComponent></NewsComponent>"));
        assertThat(item.getHeadline()).isEqualTo("Text");
        assertThat(item.getBodyHtml()).isEqualTo("<p>One.</p>");
        assertThat(item.getAssociations())
                .extracting(a -> a.getName() + " " + a.getHref())
                .containsExactly("Picture a.jpg");
    }

    @Test
    void aTextWhoseRoleIsTheBodyComesBeforeTheOthers() {
        String part = "<NewsComponent><Role FormalName='%s'/><ContentItem><MimeType"
                + " FormalName='%s'/><DataContent>%s</DataContent></ContentItem></NewsComponent>";
        WireItem item = one(item(
                "",
                "",
                "<NewsComponent>" + part.formatted("StyleSheet", "text/css", ".a {b: c}")
                        + part.formatted("Contact", "text/plain", "Press office")
                        + part.formatted("Body", "text/plain", "The news.")
                        + "</NewsComponent>"));
        assertThat(item.getBodyText()).isEqualTo("The news.");
        assertThat(item.getExtras())
                .containsEntry("Contact", "\"Press office\"")
                .doesNotContainKey("StyleSheet");
    }
}
