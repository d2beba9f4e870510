package wireroom.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wireroom.enrich.token.Tokens;
import wireroom.model.Entity;
import wireroom.model.Mention;

/** How agencies write names. Names are marked in the texts, and all of them, and nothing else, must be found. */
class WireHabitsTest {
    private static final Pattern MARK = Pattern.compile("\\[(PER|ORG|LOC) ([^\\]]*)\\]");

    private final EntityStep step = new EntityStep();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[LOC CHINA] SAYS [LOC TAIWAN] TALKS MUST WAIT\n\n"
                        + "Officials in [LOC Beijing] said on Monday that talks must wait.",
                "[PER CLINTON] TO VISIT [LOC MOSCOW] IN MAY\n\n"
                        + "President [PER Bill Clinton] will visit [LOC Moscow] in May, the [ORG White House] said.",
                "STORM HITS [LOC PHILIPPINES], 12 DEAD\n\n" + "A storm hit the northern [LOC Philippines] on Tuesday.",
                "[ORG MICROSOFT] SHARES FALL\n\nShares of [ORG Microsoft] fell on Tuesday."
            })
    void headlinesInCapitals(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[LOC NAIROBI], Nov 3 - Farmers in western [LOC Kenya] said on Monday that rain had come late.",
                "[LOC MOSCOW] ([ORG Reuters]) - Prices rose in [LOC Russia] in October, officials said.",
                "[LOC PARIS], [LOC France] - Thousands marched through the city on Saturday."
            })
    void datelines(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "By [PER Anna Schmidt]\n\nPrices rose in [LOC Germany] on Monday.",
                "By [PER Maria Lopez] and [PER John Okafor]\n\n"
                        + "[LOC LAGOS], Nov 3 - Oil workers went on strike on Monday."
            })
    void bylines(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[LOC North Korea] fired a missile on Friday. The [LOC DPRK] has tested several this year.",
                "The [ORG World Food Programme] ([ORG WFP]) asked for money. The [ORG WFP] feeds two million people.",
                "The [LOC United Arab Emirates] ([LOC UAE]) signed. The [LOC UAE] will pay.",
                "[ORG Médecins Sans Frontières] ([ORG MSF]) left the town. [ORG MSF] said it was unsafe.",
                "The [ORG Kurdistan Democratic Party] ([ORG KDP]) rejected the plan. The [ORG KDP] said fighting went"
                        + " on."
            })
    void acronymsIntroducedInBrackets(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Prime Minister [PER Angela Martin] met Foreign Minister [PER Pavel Novak] on Friday.",
                "Mr. [PER Johnson] said that Dr. [PER Sarah Cole] had left the hospital.",
                "Gen. [PER Mark Stone] told reporters that troops would leave [LOC Iraq]."
            })
    void titlesAreNoPartOfNames(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[LOC Russia]'s economy grew, and [LOC Ukraine]’s shrank.",
                "[PER Barack Obama]'s visit to [LOC Berlin] drew large crowds.",
                "[ORG Siemens]' profit rose. [ORG Toyota]'s fell."
            })
    void possessivesAreNoPartOfNames(String text) {
        findsWhatIsMarked(text);
    }

    @Test
    void hyphenatedNationalitiesAreNoPlacesButLinks() {
        String text = "U.S.-led forces and the French-German brigade trained with Russian and South Korean officers.";
        assertThat(found(text)).doesNotContain("LOC French-German", "LOC Russian", "LOC South Korean");
        assertThat(peoples(text)).contains("iso3166:RU Russian", "iso3166:KR South Korean");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Libyan leader [PER Muammar Gaddafi] spoke on Friday. [PER Gaddafi] said the talks had failed.",
                "[PER Moammar Kadhafi] spoke in [LOC Tripoli] on Friday.",
                "[PER Volodymyr Zelenskyy] will go to [LOC Washington]. [PER Zelensky] will speak there.",
                "[ORG Hezbollah] fired rockets at [LOC Israel]. [ORG Hizbollah] said so.",
                "[PER Yasser Arafat] left [LOC Gaza] on Sunday. Aides said [PER Arafat] would return."
            })
    void transliterationVariants(String text) {
        findsWhatIsMarked(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Delegations from [LOC France], [LOC Germany], [LOC Italy], [LOC Spain] and [LOC Portugal] took part.",
                "Those killed were [PER Peter Brown], [PER Susan White] and [PER Ahmed Hassan], police said."
            })
    void lists(String text) {
        findsWhatIsMarked(text);
    }

    @Test
    void tables() {
        findsWhatIsMarked("Standings:\n[ORG Arsenal] 38 26 12 0 73-26 90\n[ORG Chelsea] 38 24 7 7 67-30 79\n"
                + "[ORG Manchester United] 38 23 6 9 64-35 75");
        findsWhatIsMarked("Leading finishers:\n1. [PER Anna Kova] ([LOC Slovakia]) 12:03\n"
                + "2. [PER Mary Tesfaye] ([LOC Ethiopia]) 12:05");
        findsWhatIsMarked("Medals table:\n[LOC Germany] 12 8 9\n[LOC China] 10 11 7\n[LOC Italy] 4 6 5\n");
    }

    @Test
    void mixedLanguages() {
        findsWhatIsMarked("Chancellor [PER Olaf Scholz] said: \"Wir schaffen das.\" He then flew to [LOC Warsaw].");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[PER Moon Jae-in] was elected in May. [PER Moon] promised talks with [LOC North Korea].",
                "[PER Kim Jong Un] met [PER Xi Jinping] in [LOC Beijing] on Tuesday. [PER Kim] left the next day.",
                "The court ruled on Friday.\n\n[PER Park Geun-hye] was impeached. [PER Park] left the palace.",
                "[PER Hong Joon-pyo] lost.",
                "A Hong Kong-based firm and a Hong Kong-run school closed."
            })
    void familyNamesThatComeFirst(String text) {
        findsWhatIsMarked(text);
    }

    private void findsWhatIsMarked(String marked) {
        StringBuilder text = new StringBuilder();
        List<String> expected = new ArrayList<>();
        int last = 0;
        for (Matcher mark = MARK.matcher(marked); mark.find(); last = mark.end()) {
            text.append(marked, last, mark.start()).append(mark.group(2));
            expected.add(mark.group(1) + " " + mark.group(2));
        }
        text.append(marked.substring(last));
        assertThat(found(text.toString())).as(text.toString()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private List<String> found(String text) {
        List<String> found = new ArrayList<>();
        for (Entity entity : find(text)) {
            for (Mention mention : entity.getMentions()) {
                found.add(entity.getType() + " " + text.substring(mention.getStart(), mention.getEnd()));
            }
        }
        return found;
    }

    private List<String> peoples(String text) {
        List<String> found = new ArrayList<>();
        for (Entity entity : find(text)) {
            for (Mention mention : entity.getPeoples()) {
                found.add(entity.getId() + " " + text.substring(mention.getStart(), mention.getEnd()));
            }
        }
        return found;
    }

    private List<Entity> find(String text) {
        return step.find(null, null, text, Tokens.of(text), "en");
    }
}
