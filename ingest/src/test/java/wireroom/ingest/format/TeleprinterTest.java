package wireroom.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.ingest.profile.Profiles;
import wireroom.model.Action;
import wireroom.model.Channel;
import wireroom.model.EmbargoKind;
import wireroom.model.PubStatus;
import wireroom.model.Target;
import wireroom.model.WireItem;
import wireroom.outcome.RejectCode;

/** IPTC 7901 and ANPA 1312: what their messages say, and what becomes of broken ones. */
class TeleprinterTest {
    private static final Profile AP = Profiles.shipped().of("ap");

    private static Document document(Input input, ZoneId zone, Profile profile, Limits limits) {
        return new Document(
                input,
                "northwire",
                "test",
                Channel.FOLDER,
                "wire",
                Optional.empty(),
                Documents.RECEIVED,
                Charset.forName("ISO-8859-1"),
                zone,
                profile,
                limits);
    }

    private static Parsed parse(String text) {
        return FormatParser.parse(document(
                Input.of(text.getBytes(StandardCharsets.ISO_8859_1)),
                ZoneId.of("Europe/Vienna"),
                Profile.DEFAULT,
                Limits.DEFAULT));
    }

    private static WireItem one(String text) {
        Parsed parsed = parse(text);
        assertThat(parsed.refusals()).isEmpty();
        assertThat(parsed.items()).hasSize(1);
        return parsed.items().getFirst();
    }

    private static String iptc(String header, String text, String trailer) {
        return "\u0001" + header + "\r\nNorvik/Bridge/\r\n\u0002" + text + "\r\n\u0003" + trailer + "\r\n\u0004";
    }

    private static String iptc(String text) {
        return iptc("nwd0157 4 pl 96   nw 061", text, "201445 GMT Nov 26");
    }

    private static String anpa(String service, String header, String slug, String body) {
        return "\u0016\u0016\u0001" + service + "\u001fabc\r\n" + header + "\r\n\u0002^" + slug + "<\r\n\t" + body
                + "\r\n\u0003NW-WF-11-20-26 0620GMT<\r\n\f\u0004";
    }

    /** DDHHMM, zone, month and year of the trailer, received on 20 November 2026 at noon. */
    @ParameterizedTest
    @CsvSource({
        "201445 GMT Nov 26, 2026-11-20T14:45:00Z, 2026-11-20",
        "201445 Nov 26, 2026-11-20T13:45:00Z, 2026-11-20",
        "201445 Nov, 2026-11-20T13:45:00Z, 2026-11-20",
        "202330 GMT Nov, 2026-11-20T23:30:00Z, 2026-11-21",
        "311200 GMT Dez, 2026-12-31T12:00:00Z, 2026-12-31",
        "020300 GMT Jan, 2027-01-02T03:00:00Z, 2027-01-02",
        "150300 GMT Jul, 2026-07-15T03:00:00Z, 2026-07-15",
        "201445 MEZ Nov 2026, 2026-11-20T13:45:00Z, 2026-11-20"
    })
    void theTrailerIsTheTimeNearestToTheReceiptAndItsDayIsTheProviders(String trailer, Instant time, String day) {
        WireItem item = one(iptc("nwd0157 4 pl 96", "Bridge opens =\r\n\r\nIt is open.", trailer));

        assertThat(item.getVersionCreated()).isEqualTo(time);
        assertThat(item.getSequence().getProviderDay()).isEqualTo(day);
        assertThat(item.getUri()).isEqualTo("urn:wire:northwire:nwd:" + day + ":157");
    }

    @Test
    void aTrailerOfNoDayIsNoTime() {
        WireItem item = one(iptc("nwd0157 4 pl 96", "Bridge opens =\r\n\r\nIt is open.", "312545 GMT Feb 26"));

        assertThat(item.getVersionCreated()).isNull();
        assertThat(item.getSequence().getProviderDay()).isEqualTo("2026-11-20");
        assertThat(item.getExtras()).containsEntry("trailer", "\"312545 GMT Feb 26\"");
    }

    @Test
    void aKillNamesItsTargetByTheReferenceThatPeopleUse() {
        WireItem story = one(iptc("Bridge opens =\r\n\r\nIt is open."));
        WireItem kill = one(
                iptc("nwd0163 4 pl 9   nw 067", "KILL KILL KILL\r\nBridge opens =\r\n\r\nPlease kill item nw 61.", ""));

        assertThat(story.getAltIds()).extracting(id -> id.getValue()).containsExactly("nw 61@2026-11-20");
        assertThat(kill.getAction()).isEqualTo(Action.KILL);
        assertThat(kill.getTargets()).extracting(Target::getSequenceRef).containsExactly("nw 61");
        assertThat(kill.getTargets().getFirst().getNewStatus()).isEqualTo(PubStatus.CANCELED);
    }

    @Test
    void leadsRenewAndAddsAreParts() {
        assertThat(one(iptc("1ST LEAD\r\nBridge opens =\r\n\r\nIt is open.")).getAction())
                .isEqualTo(Action.UPDATE);
        WireItem add = one(iptc("1ST ADD\r\nBridge opens =\r\n\r\nIt is open."));
        assertThat(add.getAction()).isEqualTo(Action.ADVISORY);
        assertThat(add.getPartial()).isTrue();
        assertThat(add.getTargets()).extracting(Target::getRelation).containsExactly("adds");
    }

    @Test
    void aBrokenMessageCostsNobodyElse() {
        String good = iptc("Bridge opens =\r\n\r\nIt is open.");
        String lostEnd = good.substring(0, good.length() - 20);
        String noHeader = "\u0001###\r\n\u0002x\u0003\u0004";

        Parsed parsed = parse(good + noHeader + "noise" + lostEnd + good + good.substring(0, 27));

        assertThat(parsed.items()).hasSize(3);
        assertThat(parsed.refusals())
                .extracting(Refusal::rule)
                .containsExactly("iptc7901.header", "wire.outside", "iptc7901.empty");
    }

    @Test
    void noMessageIsLargerThanTheLimitAndItsNeighboursGoOn() {
        String good = iptc("Bridge opens =\r\n\r\nIt is open.");
        String large = iptc("x".repeat(5_000));
        Limits limits = new Limits(4_096, 4_096, 1, 1, 1, 1);

        Parsed parsed = FormatParser.parse(document(
                Input.of((good + large + good).getBytes(StandardCharsets.ISO_8859_1)),
                ZoneId.of("UTC"),
                Profile.DEFAULT,
                limits));

        assertThat(parsed.items()).hasSize(2);
        assertThat(parsed.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.reject().code()).isEqualTo(RejectCode.TOO_LARGE));
    }

    /** A day of a wire in one file: the messages leave while the rest is unread. */
    @Test
    void messagesLeaveOneByOne() {
        byte[] message = iptc("Bridge opens =\r\n\r\nIt is open." + " Still.".repeat(150))
                .getBytes(StandardCharsets.ISO_8859_1);
        InputStream day = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 20_000)
                .mapToObj(i -> (InputStream) new ByteArrayInputStream(message))
                .toList()));
        Input input = Input.of(day);
        int[] count = {0};
        long[] ahead = {0};

        FormatParser.parse(document(input, ZoneId.of("UTC"), Profile.DEFAULT, Limits.DEFAULT), new ItemSink() {
            @Override
            public void item(WireItem item) {
                count[0]++;
                ahead[0] = Math.max(ahead[0], input.position() - (long) count[0] * message.length);
            }

            @Override
            public void refusal(Refusal refusal) {
                throw new AssertionError(refusal.reject().detail());
            }
        });

        assertThat(count[0]).isEqualTo(20_000);
        assertThat(ahead[0]).as("bytes read beyond the item that left").isLessThan(128 * 1024);
    }

    /** Gold tests g and h: one body under two categories, and a count that looks like a time. */
    @Test
    void oneBodyUnderTwoCategoriesIsOneArticleOf500Words() {
        String header = "BC-NW--Harbour-Fire 1stLd-Writethru  02-20 0500";
        Parsed parsed = parse(anpa(
                        "W1645",
                        "r i \u0013\u0011 " + header,
                        "BC-NW--Harbour Fire, 1st Ld-Writethru,416",
                        "PORT SALVO (NW) _ It burned.")
                + anpa(
                        "W1646",
                        "r a \u0013\u0011 " + header,
                        "BC-NW--Harbour Fire, 1st Ld-Writethru,416",
                        "PORT SALVO (NW) _ It burned."));

        WireItem first = parsed.items().getFirst();
        WireItem second = parsed.items().getLast();
        assertThat(first.getWordCount()).isEqualTo(500);
        assertThat(first.getRevisionRaw()).isEqualTo("1");
        assertThat(first.getSequence().getCategory()).isEqualTo("i");
        assertThat(second.getSequence().getCategory()).isEqualTo("a");
        assertThat(apartFromDelivery(second)).isEqualTo(apartFromDelivery(first));
    }

    private static WireItem apartFromDelivery(WireItem item) {
        return WireItem.newBuilder(item)
                .setSequence(null)
                .setRaw(one(iptc("x =\r\n\r\ny")).getRaw())
                .setOrigin(one(iptc("x =\r\n\r\ny")).getOrigin())
                .build();
    }

    @ParameterizedTest
    @CsvSource({
        "BC-NW--News Alert, W:2026-11-20:1645",
        "BC-NWB--Standings, W:2026-11-20:1645",
        "BC-NW--Harbour Fire, 2026-11-20:BC-NW--Harbour-Fire"
    })
    void aSlugThatNamesAKindIsNoFamily(String slug, String id) {
        WireItem item = one(anpa("W1645", "r i \u0013\u0011 " + slug + " 11-20 0500", slug + ",500", "It burned."));

        assertThat(item.getUri()).isEqualTo("urn:wire:northwire:" + id);
    }

    @Test
    void takesPrioritiesAndZoneFromTheProvidersTable() {
        Document document = document(
                Input.of(anpa(
                                "W1645",
                                "z s \u0013\u0011 BC-NWN--Norvik-Salvo 11-20 0500",
                                "BC-NWN--Norvik-Salvo,500",
                                "NORVIK (NW) _ It rained.")
                        .getBytes(StandardCharsets.ISO_8859_1)),
                ZoneId.of("America/New_York"),
                AP,
                Limits.DEFAULT);

        assertThat(FormatParser.parse(document).items().getFirst().getUrgency()).isEqualTo(6);
    }

    @Test
    void anAdvanceIsHeldUntilItsDay() {
        WireItem item = one(anpa(
                "a0100", "r a \u0013\u0011 BC-NW--Year Adv02 11-20 0500", "BC-NW--Year,Adv02,500", "It was quiet."));

        assertThat(item.getEmbargo().getKind()).isEqualTo(EmbargoKind.UNTIL);
        assertThat(item.getEmbargo().getUntil()).as("midnight in Vienna").isEqualTo("2026-12-01T23:00:00Z");
        assertThat(one(anpa("a0100", "a a \u0013\u0011 BC-NW--Year 11-20 0500", "BC-NW--Year,500", "It was quiet."))
                        .getEmbargo()
                        .getKind())
                .as("an advance whose day is not said")
                .isEqualTo(EmbargoKind.OPEN);
    }

    @Test
    void aTextThatIsNoMessageIsAText() {
        for (String text : List.of(
                "eca is the name of a river 4 i 211 times as long\n\nIt flows.",
                "z6715 is a number\nr z and this is not a header\n\nText.",
                "The bridge 4 i 20\n\nIt opens.")) {
            assertThat(one(text).getFormat()).isEqualTo("text");
        }
    }
}
