package wireroom.app.simulate;

import java.util.SplittableRandom;

/** Words and names put together from syllables: thousands of them, a few frequent and most rare, as in real news. */
final class Invented {
    private static final int WORDS = 6_000;
    private static final String[] HEADS = {
        "ba", "cor", "den", "fal", "gri", "hol", "jan", "kel", "lor", "mar", "nor", "pel", "quen", "ros", "sten", "tor",
        "ul", "var", "wes", "yor"
    };
    private static final String[] MIDDLES = {
        "a", "be", "ci", "do", "en", "fi", "ga", "ho", "in", "la", "mo", "ne", "ol", "pa", "ra", "si", "tu", "va"
    };
    private static final String[] TAILS = {
        "dal", "est", "fen", "ger", "hart", "ing", "kin", "land", "ment", "nor", "port", "rick", "son", "tal", "vik",
        "well", "stad"
    };
    private static final String[] FIRST_NAMES = {
        "Ada", "Tomas", "Marie", "Jonas", "Lucia", "Kenji", "Amina", "Peter", "Sofia", "David", "Elena", "Carlos",
        "Hanna", "Omar", "Grace", "Liam", "Noor", "Ines", "Viktor", "Clara", "Samuel", "Greta", "Paulo", "Mina"
    };

    /** A word; the lower its number the more often it is drawn. */
    String word(SplittableRandom random) {
        double even = random.nextDouble();
        return spelled((int) (WORDS * even * even * even));
    }

    /** First name and family name; some 140,000 people. */
    String person(SplittableRandom random) {
        return FIRST_NAMES[random.nextInt(FIRST_NAMES.length)] + " " + capitalised(spelled(random.nextInt(WORDS)));
    }

    /** A company. */
    String firm(SplittableRandom random) {
        return capitalised(spelled(random.nextInt(WORDS))) + (random.nextBoolean() ? " Group" : " Corp");
    }

    private static String spelled(int number) {
        return HEADS[number % HEADS.length]
                + MIDDLES[number / HEADS.length % MIDDLES.length]
                + TAILS[number / HEADS.length / MIDDLES.length % TAILS.length];
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
