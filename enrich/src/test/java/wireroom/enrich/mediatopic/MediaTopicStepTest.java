package wireroom.enrich.mediatopic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wireroom.enrich.token.Tokens;
import wireroom.model.MediaTopic;
import wireroom.model.Subject;
import wireroom.model.TopicOrigin;

class MediaTopicStepTest {
    private static final String SUMMIT = "The presidents of Russia and South Korea vowed to deepen economic ties at a"
            + " summit in Moscow. They signed agreements on a gas pipeline and on bilateral trade, and spoke about the"
            + " denuclearisation of the peninsula. It was the first state visit in years, a diplomat said.";

    private final MediaTopicStep step = new MediaTopicStep(0.5);

    @Test
    void findsDiplomacyInASummit() {
        List<MediaTopic> topics = classify("Leaders vow closer bilateral relations", SUMMIT);
        assertThat(topics).extracting(MediaTopic::getCode).contains("medtop:20000639");
        assertThat(MediaTopicStep.topLevel("medtop:20000639")).isEqualTo("medtop:11000000");
    }

    @Test
    void keepsTheWordsThatDecided() {
        assertThat(classify("Leaders vow closer bilateral relations", SUMMIT)).allSatisfy(topic -> {
            assertThat(topic.getEvidence()).isNotEmpty();
            assertThat(topic.getEvidence())
                    .allSatisfy(
                            word -> assertThat(("Leaders vow closer bilateral relations " + SUMMIT).replace('\n', ' '))
                                    .contains(word));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "03000000 | en | Strong quake hits Lima | A magnitude 6.1 earthquake shook Lima. Rescuers searched for survivors.",
                "15000000 | en | United win derby | The striker scored twice as the goalkeeper was beaten in the Premier League match.",
                "04000000 | en | ECB raises interest rates | The European Central Bank raised rates to fight inflation.",
                "17000000 | en | Hurricane nears coast | Forecasters issued a storm warning as the hurricane neared landfall.",
                "07000000 | en | Measles outbreak grows | Health officials urged vaccination as the outbreak infected 40 patients.",
                "02000000 | en | Man jailed for murder | The judge sentenced him after the jury found him guilty of murder.",
                "12000000 | en | Pope visits Lisbon | The pontiff led pilgrims in prayer, the Vatican said.",
                "03000000 | de | Erdbeben in Peru | Ein Erdbeben der Stärke 6 erschütterte Lima. Rettungskräfte suchen nach Opfern.",
                "11000000 | es | Elecciones en Perú | Los votantes acuden a las urnas en las elecciones del domingo.",
                "15000000 | fr | Finale de la Ligue des champions | L'attaquant a marqué avant la mi-temps, le gardien était battu.",
            })
    void findsTheTopOf(String digits, String language, String headline, String body) {
        List<MediaTopic> topics = step.classify(List.of(), headline, body, Tokens.of(body), language);
        assertThat(topics).isNotEmpty();
        assertThat(MediaTopicStep.topLevel(topics.getFirst().getCode())).isEqualTo("medtop:" + digits);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "medtop, 20000638, -, medtop:20000638",
                "-, medtop:20000638, -, medtop:20000638",
                "http://cv.iptc.org/newscodes/mediatopic/, 11000000, -, medtop:11000000",
                "-, -, http://cv.iptc.org/newscodes/mediatopic/20000638, medtop:20000638",
                "-, 20000638, -, medtop:20000638",
                "subj, 04000000, -, medtop:04000000",
                "-, subj:15054000, -, medtop:20001065",
                "-, 16000000, -, medtop:16000000",
            })
    void trustsTheCodesOfTheWireInAnySpelling(String scheme, String code, String uri, String expected) {
        Subject subject =
                Subject.newBuilder().setScheme(scheme).setCode(code).setUri(uri).build();
        assertThat(step.classify(List.of(subject), null, "Nothing.", Tokens.of("Nothing."), "en"))
                .singleElement()
                .satisfies(topic -> {
                    assertThat(topic.getCode()).isEqualTo(expected);
                    assertThat(topic.getConfidence()).isEqualTo(1);
                    assertThat(topic.getOrigin()).isEqualTo(TopicOrigin.WIRE);
                    assertThat(topic.getEvidence()).hasSize(1);
                });
    }

    @Test
    void followsRetiredCodesToWhatReplacesThem() {
        Subject retired = Subject.newBuilder().setCode("medtop:20000030").build();
        assertThat(step.classify(List.of(retired), null, null, Tokens.of(""), null))
                .extracting(MediaTopic::getCode)
                .containsExactly("medtop:20000029");
    }

    @Test
    void passesOverSchemesItDoesNotKnow() {
        Subject other = Subject.newBuilder()
                .setScheme("example:desk")
                .setCode("11000000")
                .setName("politics")
                .build();
        Subject nonsense = Subject.newBuilder().setCode("medtop:99999999").build();
        assertThat(step.classify(List.of(other, nonsense), null, null, Tokens.of(""), null))
                .isEmpty();
    }

    @Test
    void givesNoParentBesideItsChild() {
        List<MediaTopic> topics = classify("Leaders vow closer bilateral relations", SUMMIT);
        assertThat(topics).extracting(MediaTopic::getCode).doesNotContain("medtop:20000638", "medtop:11000000");
    }

    @Test
    void findsDiplomacyWhereTheWordIsNot() {
        String body =
                "The president of South Korea came to Moscow on a state visit and was received in the Kremlin with a"
                        + " guard of honour. Ministers of the two countries exchanged papers on railways, gas and research."
                        + " Moon said cooperation was meant to bring peace and prosperity. Sanctions keep modern technology away"
                        + " from Russian companies. Seoul hopes that Moscow will use its influence on Pyongyang.";
        assertThat(classify("Moon in Moscow: Seoul and Moscow plan joint projects", body))
                .extracting(topic -> MediaTopicStep.topLevel(topic.getCode()))
                .contains("medtop:11000000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "20000178 | Harbour Foods Inc 3rd qtr net | Shr 31 cts vs 27 cts. Net 2.1 mln vs 1.8 mln. Revs 40.2 mln vs 38.7 mln.",
                "20000204 | Northern Quay to buy Harbour Bank | Northern Quay Corp said it agreed to acquire Harbour Bank for 40 mln dlrs in a merger that shareholders must approve.",
                "20001243 | Crude output to be cut | Oil ministers agreed to cut crude production to lift prices per barrel, OPEC said.",
                "20000210 | Wheat crop seen smaller | Farmers will harvest less wheat and corn this year after dry weather, the agriculture department said, tonnes of grain.",
            })
    void findsTheBusinessOf(String digits, String headline, String body) {
        assertThat(classify(headline, body)).extracting(MediaTopic::getCode).contains("medtop:" + digits);
    }

    @Test
    void aTermWithAMinusRulesItsTopicOut() {
        String strike = "The union called a two-day strike over a pay dispute, workers went on strike on Monday.";
        assertThat(classify("Drivers call strike", strike))
                .extracting(MediaTopic::getCode)
                .contains("medtop:20000529");
        assertThat(classify("Drivers call strike", strike + " An air strike hit the depot."))
                .extracting(MediaTopic::getCode)
                .doesNotContain("medtop:20000529");
    }

    @Test
    void readsAFlashThatIsAHeadlineOnly() {
        assertThat(step.classify(List.of(), "STRONG EARTHQUAKE HITS LIMA, MAGNITUDE 7.1", null, Tokens.of(""), "en"))
                .extracting(topic -> MediaTopicStep.topLevel(topic.getCode()))
                .containsExactly("medtop:03000000");
    }

    @Test
    void assessesMoreThanItGives() {
        Tokens body = Tokens.of(SUMMIT);
        List<String> given = classify("Leaders vow closer bilateral relations", SUMMIT).stream()
                .map(MediaTopic::getCode)
                .toList();
        assertThat(step.assess("Leaders vow closer bilateral relations", body, "en"))
                .containsKeys(given.toArray(String[]::new))
                .containsKeys("medtop:11000000", "medtop:15000000")
                .allSatisfy((code, confidence) -> assertThat(confidence).isBetween(0.0, 1.0));
    }

    @Test
    void aTextReadBeforeLeavesNothingBehind() {
        List<MediaTopic> alone = classify("Summit", SUMMIT);
        classify("United win derby", "The striker scored as the goalkeeper was beaten in the Premier League match.");
        assertThat(classify("Summit", SUMMIT)).isEqualTo(alone);
    }

    @Test
    void explainsWhatTheLabelsOfDataSetsMean() {
        assertThat(MediaTopicStep.reviewedLabels())
                .containsEntry("sport", List.of("medtop:15000000"))
                .allSatisfy((label, codes) -> assertThat(codes)
                        .isNotEmpty()
                        .allSatisfy(code -> assertThat(MediaTopicStep.topLevel(code.replace("?", "")))
                                .isNotNull()));
    }

    @Test
    void saysNothingWithoutReason() {
        assertThat(classify(null, "")).isEmpty();
        assertThat(classify(null, "Zxq vbn wrt.")).isEmpty();
        assertThat(step.classify(
                        List.of(),
                        "Jordskælv",
                        "Et jordskælv ramte byen.",
                        Tokens.of("Et jordskælv ramte byen."),
                        "da"))
                .isEmpty();
    }

    @Test
    void aHigherThresholdGivesFewerTopics() {
        Tokens tokens = Tokens.of(SUMMIT);
        int few = new MediaTopicStep(0.95)
                .classify(List.of(), null, SUMMIT, tokens, "en")
                .size();
        int many = new MediaTopicStep(0.05)
                .classify(List.of(), null, SUMMIT, tokens, "en")
                .size();
        assertThat(few).isLessThan(many);
        assertThatThrownBy(() -> new MediaTopicStep(1.5)).hasMessageContaining("mediatopic.threshold");
    }

    @Test
    void hasASlugForEachOfTheSeventeenTops() {
        assertThat(MediaTopicStep.topLevels()).hasSize(17);
        assertThat(MediaTopicStep.topLevels().stream().map(MediaTopicStep::slug))
                .doesNotHaveDuplicates()
                .allMatch(slug -> slug.matches("[a-z]+(-[a-z]+)*"))
                .contains("politics", "crime-law-and-justice", "economy-business-and-finance");
        assertThat(MediaTopicStep.slug("medtop:20000639")).isNull();
        assertThat(MediaTopicStep.topLevel("medtop:1")).isNull();
    }

    @Test
    @Timeout(20)
    void readsAMegabyte() {
        assertThat(classify("Summit", (SUMMIT + "\n\n").repeat((1 << 20) / SUMMIT.length())))
                .isNotNull();
        assertThat(classify(null, "war ".repeat(300_000))).isNotNull();
    }

    @Test
    void saysTheSameOnEveryThread() {
        List<MediaTopic> alone = classify("Summit", SUMMIT);
        assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> classify("Summit", SUMMIT)))
                .allSatisfy(topics -> assertThat(topics).isEqualTo(alone));
        assertThat(step.digest()).hasSize(64).isNotEqualTo(step.vocabularyDigest());
    }

    private List<MediaTopic> classify(String headline, String body) {
        return step.classify(List.of(), headline, body, Tokens.of(body), "en");
    }
}
