package wireroom.enrich.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipFile;

/**
 * Makes {@code profiles.bin.gz}. Arguments: the jar {@code com.optimaize.languagedetector:language-detector:0.6}
 * (Apache-2.0), the file {@code stopwords-iso.json} of the npm package stopwords-iso 1.1.0 (MIT), the file to write, and
 * files of {@code language<TAB>text} to learn from.
 *
 * <p>Every n-gram begins with what the jar counted: {@code ln(1 + p / FLOOR) * BELIEF} nats for a language that uses it
 * with share {@code p} among n-grams of its length (the log-likelihood ratio against "never seen", halved because
 * neighbouring n-grams overlap), and every stop word with half a nat. Softmax regression on windows of 3 to 16 words then
 * moves weights and biases. Languages without text to learn from keep what they have. One thread and a fixed seed: the
 * same input gives the same file.
 */
final class LanguageTrainer {
    private static final double FLOOR = 5e-5;
    private static final double BELIEF = 0.5;
    private static final float STOP_WORD = 0.5f;
    /** Texts of one language that a word must be in to have a weight of its own. */
    private static final int FREQUENT = 12;

    private static final int EPOCHS = 8;
    private static final double RATE = 0.1;
    private static final double BIAS_RATE = 0.02;

    private static final List<String> LANGUAGES = List.of(
            "af", "an", "ar", "ast", "be", "bg", "br", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fa", "fi",
            "fr", "ga", "gl", "he", "hi", "hr", "ht", "hu", "id", "is", "it", "lt", "lv", "mk", "mr", "ms", "mt", "ne",
            "nl", "no", "oc", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "tl", "tr", "uk", "ur",
            "vi", "yi");
    private static final int SIZE = LANGUAGES.size();

    private record Text(int language, String words) {}

    private final Map<Integer, Integer> rows = new HashMap<>();
    private final List<Integer> hashes = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();
    private final float[] bias = new float[SIZE];

    private LanguageTrainer() {}

    public static void main(String[] args) throws Exception {
        LanguageTrainer trainer = new LanguageTrainer();
        try (ZipFile jar = new ZipFile(args[0])) {
            for (int l = 0; l < SIZE; l++) {
                trainer.begin(jar, l);
            }
        }
        List<Text> texts = new ArrayList<>();
        for (String file : Arrays.asList(args).subList(3, args.length)) {
            for (String line : Files.readAllLines(Path.of(file))) {
                int tab = line.indexOf('\t');
                int language = LANGUAGES.indexOf(line.substring(0, tab));
                if (language >= 0) {
                    texts.add(new Text(language, line.substring(tab + 1)));
                }
            }
        }
        trainer.words(texts);
        trainer.stopWords(new ObjectMapper().readTree(Path.of(args[1]).toFile()));
        trainer.learn(texts);
        trainer.write(Path.of(args[2]));
    }

    private void begin(ZipFile jar, int language) throws IOException {
        JsonNode profile;
        try (InputStream in = jar.getInputStream(jar.getEntry("languages/" + LANGUAGES.get(language)))) {
            profile = new ObjectMapper().readTree(in);
        }
        Map<Integer, Double> shares = new TreeMap<>();
        for (Map.Entry<String, JsonNode> gram : profile.get("freq").properties()) {
            String text = gram.getKey();
            int length = text.length();
            if (length > 3 || length == 3 && text.charAt(1) == ' ' || length == 1 && text.charAt(0) < 128) {
                continue;
            }
            double total = profile.get("n_words").get(length - 1).asDouble();
            char[] chars = new char[3];
            for (int i = 0; i < length; i++) {
                chars[i] = Grams.normalise(text.charAt(i));
            }
            shares.merge(
                    Grams.hash(chars[0], chars[1], chars[2]), gram.getValue().asDouble() / total, Double::sum);
        }
        shares.forEach((hash, share) -> {
            double weight = Math.log(1 + share / FLOOR);
            if (weight >= 0.1) {
                row(hash)[language] = (float) (BELIEF * weight);
            }
        });
    }

    private float[] row(int hash) {
        Integer row = rows.get(hash);
        if (row == null) {
            row = weights.size();
            rows.put(hash, row);
            hashes.add(hash);
            weights.add(new float[SIZE]);
        }
        return weights.get(row);
    }

    private void words(List<Text> texts) {
        Map<String, int[]> counts = new TreeMap<>();
        for (Text text : texts) {
            for (String word : new HashSet<>(
                    Arrays.asList(text.words().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{M}]+", -1)))) {
                if (!word.isEmpty() && word.length() <= 12) {
                    counts.computeIfAbsent(word, w -> new int[SIZE])[text.language()]++;
                }
            }
        }
        counts.forEach((word, count) -> {
            if (Arrays.stream(count).max().orElse(0) >= FREQUENT) {
                row(wholeWord(word));
            }
        });
    }

    private void stopWords(JsonNode lists) {
        for (Map.Entry<String, JsonNode> list : lists.properties()) {
            int language = LANGUAGES.indexOf(list.getKey());
            for (JsonNode word : list.getValue()) {
                String text = word.asText();
                if (language >= 0 && text.length() <= 10 && text.codePoints().allMatch(Character::isLetter)) {
                    row(wholeWord(text))[language] += STOP_WORD;
                }
            }
        }
    }

    private static int wholeWord(String word) {
        int[] found = new int[Grams.ROOM];
        char[] letters = word.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = Grams.normalise(letters[i]);
        }
        int size = Grams.of(letters, letters.length, true, found);
        return found[size - 1];
    }

    private void learn(List<Text> texts) {
        Set<Integer> taught = new HashSet<>();
        texts.forEach(text -> taught.add(text.language()));
        float[][] squares = new float[weights.size()][SIZE];
        for (float[] row : squares) {
            Arrays.fill(row, 1);
        }
        float[] biasSquares = new float[SIZE];
        Arrays.fill(biasSquares, 1);
        SplittableRandom random = new SplittableRandom(7);
        int[] order = new int[texts.size()];
        Arrays.setAll(order, i -> i);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            double loss = 0;
            for (int i : order) {
                Text text = texts.get(i);
                int[] features = features(window(text.words(), random.nextInt(8), 3 + random.nextInt(14)));
                if (features.length >= 8) {
                    loss += step(features, text.language(), taught, squares, biasSquares);
                }
            }
            System.out.printf(Locale.ROOT, "epoch %d: loss %.4f%n", epoch + 1, loss / order.length);
        }
    }

    private double step(int[] features, int gold, Set<Integer> taught, float[][] squares, float[] biasSquares) {
        double[] p = new double[SIZE];
        double most = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < SIZE; l++) {
            if (taught.contains(l)) {
                p[l] = bias[l];
                for (int row : features) {
                    p[l] += weights.get(row)[l];
                }
                most = Math.max(most, p[l]);
            } else {
                p[l] = Double.NEGATIVE_INFINITY;
            }
        }
        double sum = 0;
        for (int l = 0; l < SIZE; l++) {
            p[l] = Math.exp(p[l] - most);
            sum += p[l];
        }
        for (int l = 0; l < SIZE; l++) {
            double error = p[l] / sum - (l == gold ? 1 : 0);
            if (Math.abs(error) < 1e-3) {
                continue;
            }
            biasSquares[l] += (float) (error * error);
            bias[l] -= (float) (BIAS_RATE * error / Math.sqrt(biasSquares[l]));
            for (int row : features) {
                squares[row][l] += (float) (error * error);
                weights.get(row)[l] -= (float) (RATE * error / Math.sqrt(squares[row][l]));
            }
        }
        return -Math.log(Math.max(1e-30, p[gold] / sum));
    }

    private static String window(String text, int from, int size) {
        String[] words = text.split(" ", -1);
        if (words.length <= size) {
            return text;
        }
        int start = Math.min(from, words.length - size);
        return String.join(" ", Arrays.asList(words).subList(start, start + size));
    }

    /** Rows of the known n-grams and words, as the detector finds them. */
    private int[] features(String text) {
        int[] found = new int[64];
        int size = 0;
        char[] word = new char[Grams.LONGEST];
        int[] some = new int[Grams.ROOM];
        int at = 0;
        while (at < text.length()) {
            int length = 0;
            int all = 0;
            while (at < text.length() && (Letters.kind(text.charAt(at)) & Letters.WORD) != 0) {
                all |= Letters.kind(text.charAt(at));
                char c = Grams.normalise(text.charAt(at++));
                if (length < word.length) {
                    word[length++] = c;
                }
            }
            if (length == 0) {
                at++;
                continue;
            }
            int hashed = Grams.of(word, length, (all & Letters.SMALL) != 0, some);
            for (int i = 0; i < hashed; i++) {
                Integer row = rows.get(some[i]);
                if (row != null) {
                    found = size == found.length ? Arrays.copyOf(found, size * 2) : found;
                    found[size++] = row;
                }
            }
        }
        return Arrays.copyOf(found, size);
    }

    /** Writes whole numbers of 1/{@link Profiles#SCALE} nat, language by language; rows that decide nothing are left out. */
    private void write(Path file) throws IOException {
        List<Integer> kept = new ArrayList<>();
        List<Float> floors = new ArrayList<>();
        for (int row = 0; row < weights.size(); row++) {
            float least = Float.MAX_VALUE;
            float most = -Float.MAX_VALUE;
            for (float weight : weights.get(row)) {
                least = Math.min(least, weight);
                most = Math.max(most, weight);
            }
            if (most - least >= 0.25f) {
                kept.add(row);
                floors.add(least);
            }
        }
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16))) {
            out.writeInt(Profiles.MAGIC);
            out.writeUTF(String.join(" ", LANGUAGES));
            out.writeInt(kept.size());
            for (float b : bias) {
                out.writeByte(step(b));
            }
            for (int row : kept) {
                out.writeInt(hashes.get(row));
            }
            for (int l = 0; l < SIZE; l++) {
                for (int i = 0; i < kept.size(); i++) {
                    out.writeByte(Math.min(255, step(weights.get(kept.get(i))[l] - floors.get(i))));
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d rows of %d, %d bytes%n", kept.size(), weights.size(), Files.size(file));
    }

    private static int step(float nats) {
        return Math.round(nats * Profiles.SCALE);
    }
}
