package wireroom.ingest.format.newsmlg2;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.ingest.format.Documents;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.model.Action;
import wireroom.model.EmbargoKind;
import wireroom.model.EvidenceKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

class NewsmlG2ParserTest {
    private static final String NAR = "xmlns='http://iptc.org/std/nar/2006-10-01/'";

    private static String item(String guid, String version, String itemMeta, String rest) {
        return "<newsItem " + NAR + " guid='" + guid + "' version='" + version + "'><itemMeta>" + itemMeta
                + "</itemMeta>" + rest + "</newsItem>";
    }

    private static Parsed parse(String provider, String xml) {
        return FormatParser.parse(Documents.of(provider, "in.xml", xml));
    }

    private static WireItem one(String provider, String xml) {
        Parsed parsed = parse(provider, xml);
        assertThat(parsed.refusals()).isEmpty();
        assertThat(parsed.items()).hasSize(1);
        return parsed.items().getFirst();
    }

    private static WireItem one(String xml) {
        return one("northwire", xml);
    }

    @Test
    void anItemWithoutPubStatusIsUsable() {
        assertThat(one(item("a", "1", "", "")).getPubStatus()).isEqualTo(PubStatus.USABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "qcode, stat:canceled, CANCELED, KILL",
        "qcode, stat:Cancelled, CANCELED, KILL",
        "uri, http://cv.iptc.org/newscodes/pubstatusg2/canceled, CANCELED, KILL",
        "qcode, stat:withheld, WITHHELD, HOLD",
        "literal, usable, USABLE, NEW"
    })
    void aStatusIsReadInEverySpelling(String attribute, String value, PubStatus status, Action action) {
        WireItem item = one(item("a", "1", "<pubStatus " + attribute + "='" + value + "'/>", ""));
        assertThat(item.getPubStatus()).isEqualTo(status);
        assertThat(item.getAction()).isEqualTo(action);
        assertThat(item.getActionEvidence().getKind()).isEqualTo(EvidenceKind.EXPLICIT);
    }

    @Test
    void anAgencysOwnSignalsSayWhatItsVersionsDo() {
        String meta =
                "<versionCreated>2026-11-20T10:00:00Z</versionCreated><firstCreated>2026-11-20T10:00:00Z</firstCreated>";
        WireItem corrected = one("reuters", item("tag:r,2026:L1", "978", meta + "<signal qcode='edStat:C'/>", ""));
        assertThat(corrected.getAction()).isEqualTo(Action.CORRECTION);
        assertThat(corrected.getFirstCreated())
                .as("of the version, not of the article")
                .isNull();
        WireItem first = one("reuters", item("tag:r,2026:L1", "977", meta + "<signal qcode='edStat:N'/>", ""));
        assertThat(first.getAction()).isEqualTo(Action.NEW);
        assertThat(first.getFirstCreated()).isNotNull();
        WireItem deleted = one(
                "reuters",
                item(
                        "tag:r,2026:L1",
                        "1542",
                        meta + "<pubStatus qcode='stat:canceled'/><signal qcode='edStat:D'/>",
                        "<contentSet><inlineXML wordcount='0'><html"
                                + " xmlns='http://www.w3.org/1999/xhtml'><body><p/></body></html></inlineXML></contentSet>"));
        assertThat(deleted.getAction()).isEqualTo(Action.KILL);
        assertThat(deleted.getBodyHtml()).as("an empty paragraph is no text").isNull();
        assertThat(one("northwire", item("a", "978", "<signal qcode='edStat:C'/>", ""))
                        .getAction())
                .as("nobody else's signal means that")
                .isEqualTo(Action.UPDATE);
    }

    @Test
    void ofCorrectionAndUpdateTheCorrectionCounts() {
        WireItem item = one(item("a", "2", "<signal qcode='sig:update'/><signal qcode='sig:correction'/>", ""));
        assertThat(item.getAction()).isEqualTo(Action.CORRECTION);
        assertThat(item.getActionEvidence().getRule()).isEqualTo("newsml-g2.signal");
    }

    @Test
    void aHigherVersionAloneIsAnUpdate() {
        assertThat(one(item("a", "2", "", "")).getAction()).isEqualTo(Action.UPDATE);
        assertThat(one("<newsItem " + NAR + " guid='a'/>").getRevisionRaw()).isEqualTo("1");
    }

    @Test
    void anEmptyEmbargoIsOpenByTheStandardAndNothingByTheProfileThatSaysSo() {
        String xml = item(
                "s", "1", "<versionCreated>2026-01-12 12:35:40</versionCreated><embargoed></embargoed><edNote/>", "");
        assertThat(one("northwire", xml).getEmbargo().getKind()).isEqualTo(EmbargoKind.OPEN);
        WireItem scoop = one("scoop", xml);
        assertThat(scoop.getEmbargo().getKind()).isEqualTo(EmbargoKind.NONE);
        assertThat(scoop.getVersionCreated()).isEqualTo(Instant.parse("2026-01-11T23:35:40Z"));
        assertThat(scoop.getEdNotes()).isEmpty();
    }

    @Test
    void anEmbargoWhoseTimeCannotBeReadIsHeldOpen() {
        WireItem item = one(item("s", "1", "<embargoed>tomorrow</embargoed>", ""));
        assertThat(item.getEmbargo().getKind()).isEqualTo(EmbargoKind.OPEN);
        assertThat(item.getExtras()).containsEntry("embargoed", "\"tomorrow\"");
    }

    @Test
    void aLinkThatNamesItsOwnFamilyWithADateIsNoOtherArticle() {
        WireItem second = one(
                "stt",
                item(
                        "urn:newsml:stt.fi::104",
                        "2",
                        "<link rel='irel:previousVersion' guidref='urn:newsml:stt.fi:20261120:104' version='1'/>"
                                + "<link rel='irel:evolvedFrom' guidref='urn:newsml:stt.fi:20261119:99'/>",
                        ""));
        assertThat(second.getUri())
                .isEqualTo(
                        one("stt", item("urn:newsml:stt.fi::104", "1", "", "")).getUri());
        assertThat(second.getTargets())
                .containsExactly(new Target("urn:newsml:stt.fi::99", null, null, "follows", null));
    }

    @Test
    void oneBrokenItemNeverTakesItsNeighboursWithIt() {
        Parsed parsed = parse(
                "northwire",
                "<newsMessage " + NAR + "><header><sent>2026-11-20T10:00:00Z</sent></header><itemSet>"
                        + item("a", "1", "", "")
                        + "<newsItem guid='b' version='1'><itemMeta><title>broken</itemMeta></newsItem>"
                        + item("c", "1", "", "") + "</itemSet></newsMessage>");
        assertThat(parsed.items()).extracting(WireItem::getUri).containsExactly("a", "c");
        assertThat(parsed.refusals()).extracting(r -> r.reject().code()).containsExactly(RejectCode.MALFORMED_XML);
        assertThat(parsed.items())
                .extracting(WireItem::getTransmittedAt)
                .containsOnly(Instant.parse("2026-11-20T10:00:00Z"));
    }

    @Test
    void conceptsAndPlansAreNoArticlesAndAreSaidToBeNone() {
        for (String name : List.of("conceptItem", "knowledgeItem", "planningItem", "catalogItem")) {
            Parsed parsed = parse("northwire", "<" + name + " " + NAR + " guid='x' version='1'/>");
            assertThat(parsed.items()).isEmpty();
            assertThat(parsed.refusals())
                    .extracting(r -> r.reject().code())
                    .as(name)
                    .containsExactly(RejectCode.NOT_AN_ARTICLE);
        }
    }

    @Test
    void aMessageWithoutItemsIsRefusedAsEmpty() {
        assertThat(parse("northwire", "<newsMessage " + NAR + "><header/><itemSet/></newsMessage>")
                        .refusals())
                .extracting(r -> r.reject().code())
                .containsExactly(RejectCode.EMPTY);
    }

    @Test
    void anUnknownAliasIsDataAndAKnownOneBecomesItsUri() {
        WireItem item = one(item(
                "a",
                "1",
                "",
                "<contentMeta><subject qcode='medtop:04000000'/><subject qcode='house:9'/><subject"
                        + " literal='x'/></contentMeta>"));
        assertThat(item.getSubjects())
                .extracting(s -> s.getScheme() + " " + s.getCode() + " " + s.getUri())
                .containsExactly(
                        "http://cv.iptc.org/newscodes/mediatopic/ medtop:04000000"
                                + " http://cv.iptc.org/newscodes/mediatopic/04000000",
                        "house house:9 null",
                        "null x null");
    }

    @Test
    void refusesEntitiesBeforeAnythingIsRead() {
        String xml = "<!DOCTYPE newsItem [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
                + item("a", "1", "", "<contentMeta><headline>&x;</headline></contentMeta>");
        Parsed parsed = parse("northwire", xml);
        assertThat(parsed.items()).isEmpty();
        assertThat(parsed.refusals()).extracting(r -> r.reject().code()).containsExactly(RejectCode.FORBIDDEN_XML);
    }

    @Test
    void aTextThatLiesElsewhereIsLeftOutOnPurpose() {
        WireItem item = one(item(
                "a",
                "1",
                "<itemClass qcode='ninat:text'/>",
                "<contentMeta><headline>H</headline></contentMeta><contentSet><remoteContent"
                        + " href='http://n.example/a.html' contenttype='text/html'/></contentSet>"));
        assertThat(item.getPartial()).isTrue();
        assertThat(item.getAssociations()).hasSize(1);
    }
}
