package wireroom.enrich.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.model.Action;
import wireroom.model.Channel;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Origin;
import wireroom.model.PubStatus;
import wireroom.model.Raw;
import wireroom.model.WireItem;

class TextCleanerTest {
    private static final String LEDE = "The harbour council voted on Monday to rebuild the old quay before winter.";
    private static final String SECOND = "Work is to begin in May, and the ferry will land at the market until then.";

    private final TextCleaner cleaner = new TextCleaner();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "World Today",
                "NEWS",
                "Home > Region > Harbour",
                "News | Sport | Weather",
                "Published 12 May 2026 14:05",
                "3 min read",
                "Skip to content",
                "[slider id=”4”]",
                "Old quay to be rebuilt"
            })
    void dropsNavigationAboveTheText(String line) {
        assertThat(body(line + "\n\n" + LEDE + "\n\n" + SECOND)).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Related Articles",
                "Read more:",
                "Leave a Reply",
                "Lesen Sie auch",
                "Artículos relacionados",
                "Читайте также",
                "関連記事",
                "Comments (12)",
                "[adbox slot=\"9\"]",
                "Follow Ann Lee on Twitter @annlee",
                "Subscribe to our newsletter",
                "Yazıyı beğendiniz mi",
                "-30-",
                "ENDS"
            })
    void cutsFromFurnitureOnWhenOnlyShortLinesFollow(String line) {
        assertThat(body(LEDE + "\n\n" + SECOND + "\n\n" + line + "\n\nFish prices up again\n\nLatest headlines\nTop"))
                .isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "“We will not wait,” said the mayor.",
                "No.",
                "Why now?",
                "Follow-up talks are planned for June.",
                "Share prices of the ferry company fell.",
                "Read carefully, the plan has no budget.",
                "Related articles of the charter were repealed.",
                "He said: [The town] will pay.",
                "It ends here.",
                "Like his father, he sails."
            })
    void keepsShortSentences(String sentence) {
        assertThat(body(LEDE + "\n\n" + sentence)).isEqualTo(LEDE + "\n\n" + sentence);
        assertThat(body(sentence + "\n\n" + LEDE)).isEqualTo(sentence + "\n\n" + LEDE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bir yanıt yazın\nE-posta adresiniz yayınlanmayacak.",
                "Bir yanıt yazın\n\nAdınız gösterilmeyecek.",
                "Leave a comment\n\nYour email address will not be published.",
                "Schreibe einen Kommentar\n\nDeine E-Mail-Adresse wird nicht veröffentlicht."
            })
    void cutsTheCommentFormWithWhatItSaysOfItself(String form) {
        assertThat(body(LEDE + "\n\n" + SECOND + "\n\nRelated Articles\n\n" + form + "\nBaşa dön tuşu\nBreaking News"))
                .isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Comments\n\nThe mayor did not answer.",
                "Comments\n\n“Voilà,” said Ms Ağaoğlu of the town's only café.",
                "Your email address will not be published, the town promised its voters.",
                "Çay is served."
            })
    void keepsALastSentenceThatNoFormSays(String end) {
        assertThat(body(LEDE + "\n\n" + end)).isEqualTo(LEDE + "\n\n" + end);
    }

    @Test
    void keepsTextAfterAHeadingThatLooksLikeFurniture() {
        String text = LEDE + "\n\nComments\n\n" + SECOND;

        assertThat(body(text)).isEqualTo(text);
    }

    @Test
    void keepsAListOfResultsAtTheEnd() {
        String text = LEDE + "\n\nNorth Quay 2 South Quay 1\nEast Pier 0 West Pier 0";

        assertThat(body(text)).isEqualTo(text);
    }

    @Test
    void keepsATextOfShortLinesOnly() {
        assertThat(body("Quay reopens\n\nFerry back")).isEqualTo("Quay reopens\n\nFerry back");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIMA, Nov 3 (Meridian) - | LIMA, Nov 3",
                "PORT HALE, June 22 — | PORT HALE, June 22",
                "Lima (Meridian) - | Lima",
                "BERLIN, 3. Mai (Meridian) – | BERLIN, 3. Mai",
                "HALE, Northland -- | HALE, Northland",
                "HARBOUR TOWN — | HARBOUR TOWN"
            })
    void takesTheDatelineOutOfTheText(String front, String dateline) {
        CleanText clean = cleaner.clean(item("Old quay", front + " " + LEDE + "\n\n" + SECOND, null));

        assertThat(clean.dateline()).isEqualTo(dateline);
        assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NATO — the alliance of thirty — met on Monday in the harbour town.",
                "The mayor - a sailor - said he would go.",
                "Ferries (all three) - and the tug - stayed in port, the captain said.",
                "U.S. officials said on Monday that they would send a ship."
            })
    void leavesSentencesWithDashesAlone(String sentence) {
        CleanText clean = cleaner.clean(item("Old quay", sentence + "\n\n" + SECOND, null));

        assertThat(clean.dateline()).isNull();
        assertThat(clean.body()).startsWith(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "By Ann Lee | Ann Lee",
                "By Ann Lee and Tom van der Berg | Ann Lee and Tom van der Berg",
                "Von Jörg Maß | Jörg Maß",
                "By ANN LEE, Harbour Post | ANN LEE"
            })
    void takesTheBylineOutOfTheText(String line, String byline) {
        CleanText clean = cleaner.clean(item("Old quay", line + "\n\n" + LEDE + "\n\n" + SECOND, null));

        assertThat(clean.byline()).isEqualTo(byline);
        assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @Test
    void takesTheReporterOfAVideoFromTheEndOfTheLede() {
        CleanText clean = cleaner.clean(item("Old quay", LEDE + " HTV’s Ann Lee reports.\n\n" + SECOND, null));

        assertThat(clean.byline()).isEqualTo("Ann Lee");
        assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @Test
    void prefersTheFieldsOfTheWire() {
        WireItem item = WireItem.newBuilder(item("Old quay", "By Ann Lee\n\n" + LEDE, null))
                .setByline("By Tom Berg")
                .build();

        assertThat(cleaner.clean(item).byline()).isEqualTo("Tom Berg");
        assertThat(cleaner.clean(item).body()).isEqualTo(LEDE);
    }

    @Test
    void readsMarkupAsParagraphsListsAndTables() {
        String html = "<style>p{}</style><nav>Home</nav><p>" + LEDE + "</p><figure>A ship</figure>"
                + "<p>One &amp; two<br>three<br><br>" + SECOND + "</p><ul><li>tea<li>rope</ul>"
                + "<table><tr><td>Mon</td><td>9&nbsp;h</td></tr><tr><td>Tue</td><td>10 h</td></tr></table>"
                + "<script>x()</script>";

        assertThat(cleaner.clean(item("Old quay", null, html)).body())
                .isEqualTo(LEDE + "\n\nOne & two\nthree\n\n" + SECOND + "\n\ntea\nrope\n\nMon 9 h\nTue 10 h");
    }

    @Test
    void joinsLinesThatWereWrapped() {
        String wrapped = """
                    The harbour council voted on Monday to rebuild the
                old quay before winter, and nobody spoke against it.
                    Work is to begin in May, and the ferry will land at
                the market until then.""";

        assertThat(body(wrapped))
                .isEqualTo("The harbour council voted on Monday to rebuild the old quay before winter, and nobody spoke"
                        + " against it.\n\nWork is to begin in May, and the ferry will land at the market until then.");
    }

    @Test
    void makesCharactersSafe() {
        assertThat(
                        body(
                                "A\u00A0quay\u00AD of\u200B stone\u0000,\r\n\r\nCafe\u0301 “open” \uD83D\uDE00 \uD83D now.\uFEFF"))
                .isEqualTo("A quay of stone,\n\nCafé “open” \uD83D\uDE00 now.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n ", "\u0000", "[gallery]"})
    void saysThatAnEmptyBodyIsNone(String text) {
        assertThat(body(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "[a ", "a\n", "a\n\n", "By A ", "A (", "— ", "Photo: x/"})
    @Timeout(20)
    void readsHalfAMegabyteOfAnythingInLinearTime(String piece) {
        assertThat(body(piece.repeat(500_000 / piece.length()))).isNotNull();
    }

    @Test
    void readsMarkupOfAnyDepth() {
        assertThat(cleaner.clean(item("h", null, "<div>".repeat(20_000) + LEDE)).body())
                .isEqualTo(LEDE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text.navigation | Home > Region > Harbour",
                "text.repeated-headline | Old quay to be rebuilt",
                "text.byline | By Ann Lee",
                "text.dateline | PORT HALE, June 22 —",
                "text.prompt | Subscribe to our newsletter",
                "text.credit | Photo: Ann Lee",
                "text.shortcode | [gallery ids=\"1,2\"]",
                "text.note | Correction: An earlier version of this story gave the wrong year."
            })
    void tellsWhatItTookAndByWhichRule(String rule, String taken) {
        String front = rule.equals("text.dateline") ? taken + " " : taken + "\n\n";
        CleanText clean = cleaner.clean(item("Old quay to be rebuilt", front + LEDE + "\n\n" + SECOND, null));

        assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
        assertThat(clean.removals()).containsExactly(new Removal(rule, 0, taken, taken.length()));
    }

    @Test
    void saysWhereInTheBodyARemovalStood() {
        CleanText clean = cleaner.clean(
                item("Old quay", LEDE + " HTV’s Ann Lee reports.\n\n" + SECOND + "\n\n-30-\n\nRelated", null));

        assertThat(clean.removals())
                .containsExactly(
                        new Removal("text.reporter", LEDE.length(), "HTV’s Ann Lee reports.", 22),
                        new Removal("text.sign-off", clean.body().length(), "-30-", 4),
                        new Removal("text.below", clean.body().length(), "Related", 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(Corrects name of the ferry in paragraph 2)",
                "Correction: An earlier version of this article said that the quay was of wood.",
                "An earlier version of this story misspelled the mayor's name.",
                "(This story has been updated to add the price)",
                "This article was corrected on June 3 to give the right year.",
                "Editor's note: The writer owns a boat in the harbour.",
                "Anmerkung der Redaktion: In einer früheren Fassung fehlte ein Name."
            })
    void keepsNotesOfTheDeskApartFromTheText(String note) {
        for (String text :
                new String[] {note + "\n\n" + LEDE + "\n\n" + SECOND, LEDE + "\n\n" + SECOND + "\n\n" + note}) {
            CleanText clean = cleaner.clean(item("Old quay", text, null));

            assertThat(clean.notes()).containsExactly(note);
            assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The report was updated in May, and its authors now say that the quay will hold.",
                "The correction: prices fell by a tenth on Monday.",
                "This version of the plan was changed after the fire, the mayor said.",
                "(The mayor corrects her own speeches by hand.)"
            })
    void keepsNewsAboutCorrections(String sentence) {
        assertThat(body(sentence + "\n\n" + LEDE)).isEqualTo(sentence + "\n\n" + LEDE);
    }

    @Test
    void keepsACorrectionThatIsAllThereIs() {
        String only = "Correction: The ferry leaves at nine, not at eight as we said on Monday.";

        assertThat(cleaner.clean(item("Ferry", only, null)).notes()).isEmpty();
        assertThat(body(only)).isEqualTo(only);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILE PHOTO: Waves break over the old quay in a storm, seen from the market hall. Meridian/Ann Lee",
                "FILE - Boats lie in the harbour on May 3. (AP Photo/Ann Lee, File)",
                "Boats lie in the old harbour at dawn. (Photo by Ann Lee/Meridian via Pool)",
                "The quay as it was in 1911. (Photo: Town archive)",
                "View this post on Instagram",
                "A post shared by Port Hale (@porthale)"
            })
    void dropsPicturesAndPostsBetweenParagraphs(String furniture) {
        assertThat(body(LEDE + "\n\n" + furniture + "\n\n" + SECOND)).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @Test
    void dropsLinksToPicturesInsidePosts() {
        assertThat(body(LEDE + "\n\n“Look at this!” pic.twitter.com/Ab3dEf9hIj\n\n" + SECOND))
                .isEqualTo(LEDE + "\n\n“Look at this!”\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(Meridian) - ", "(dpa) – ", "(Reuters) -- "})
    void takesAnAgencyInFrontOfTheTextOut(String agency) {
        assertThat(body(agency + LEDE + "\n\n" + SECOND)).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-30-", "(END)", "abc/def/ghi", "#ENDS#", "Reuters"})
    void cutsTheSignOff(String signOff) {
        assertThat(body(LEDE + "\n\n" + SECOND + "\n\n" + signOff)).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ann Lee has the report.", "Ann Lee has this report from Port Hale."})
    void takesTheReporterWhoHasTheReportFromTheEndOfTheLede(String sentence) {
        CleanText clean = cleaner.clean(item("Old quay", LEDE + " " + sentence + "\n\n" + SECOND, null));

        assertThat(clean.byline()).isEqualTo("Ann Lee");
        assertThat(clean.body()).isEqualTo(LEDE + "\n\n" + SECOND);
    }

    private String body(String text) {
        return cleaner.clean(item("Old quay to be rebuilt", text, null)).body();
    }

    private static WireItem item(String headline, String text, String html) {
        return WireItem.newBuilder()
                .setProvider("example.wire")
                .setUri("quay")
                .setReceivedAt(Instant.EPOCH)
                .setAction(Action.NEW)
                .setActionEvidence(new Evidence(EvidenceKind.INFERRED, "R13", null, null))
                .setPubStatus(PubStatus.USABLE)
                .setEmbargo(new Embargo(EmbargoKind.NONE, null, null))
                .setHeadline(headline)
                .setBodyText(text)
                .setBodyHtml(html)
                .setFormat("text")
                .setRaw(new Raw(ByteBuffer.allocate(0), "", "text/plain", null))
                .setOrigin(new Origin("test", Channel.PUSH, "1", 0))
                .build();
    }
}
