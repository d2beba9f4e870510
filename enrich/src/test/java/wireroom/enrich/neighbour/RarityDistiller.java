package wireroom.enrich.neighbour;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import wireroom.enrich.token.Tokens;

/**
 * Counts in how many texts words stand, and writes {@code rarity.bin.gz}. Arguments: the file to write, then files of
 * one text a line, fields parted by tabs, as {@code language=file} (the first field is a label) or {@code *=file} (the
 * first field is the language and the text is one sentence).
 *
 * <p>The rarity of a word in {@code d} of {@code n} texts is {@code ln(n/d) / ln(n/2)}, at most 1. A sentence stands
 * for a text of fifteen like it.
 */
final class RarityDistiller {
    private static final int LEAST_TEXTS = 4;
    private static final int MOST_WORDS = 20_000;
    private static final int SENTENCES = 15;

    private final Map<Integer, Double> texts = new HashMap<>();
    private double count;
    private boolean sentences;

    public static void main(String[] args) throws Exception {
        Map<String, RarityDistiller> languages = new TreeMap<>();
        for (int i = 1; i < args.length; i++) {
            String[] parts = args[i].split("=", 2);
            boolean sentences = parts[0].equals("*");
            try (BufferedReader lines = Files.newBufferedReader(Path.of(parts[1]))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String[] fields = line.split("\t", 2);
                    if (fields.length == 2) {
                        RarityDistiller language =
                                languages.computeIfAbsent(sentences ? fields[0] : parts[0], l -> new RarityDistiller());
                        if (!sentences || language.sentences || language.count == 0) {
                            language.sentences = sentences;
                            language.add(fields[1].replace('\t', '\n'));
                        }
                    }
                }
            }
        }
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(Path.of(args[0])), 1 << 16))) {
            out.writeInt(Rarity.MAGIC);
            out.writeInt(languages.size());
            for (Map.Entry<String, RarityDistiller> language : languages.entrySet()) {
                out.writeUTF(language.getKey());
                language.getValue().write(out);
            }
        }
    }

    private void add(String text) {
        Tokens tokens = Tokens.of(text);
        Set<Integer> words = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!tokens.is(i, Tokens.PUNCTUATION | Tokens.NUMBER)) {
                words.add(Rarity.key(tokens.hash(i)));
            }
        }
        words.forEach(word -> texts.merge(word, 1.0, Double::sum));
        count++;
    }

    private void write(DataOutputStream out) throws Exception {
        TreeMap<Integer, Byte> rarities = new TreeMap<>();
        texts.entrySet().stream()
                .filter(word -> word.getValue() >= LEAST_TEXTS)
                .sorted((a, b) -> {
                    int byCount = Double.compare(b.getValue(), a.getValue());
                    return byCount != 0 ? byCount : a.getKey().compareTo(b.getKey());
                })
                .limit(MOST_WORDS)
                .forEach(word -> rarities.put(word.getKey(), (byte) Math.round(255 * rarity(word.getValue()))));
        out.writeInt(rarities.size());
        for (int hash : rarities.keySet()) {
            out.writeInt(hash);
        }
        for (byte rarity : rarities.values()) {
            out.writeByte(rarity);
        }
    }

    private double rarity(double with) {
        double share = with / count;
        double ofTexts = sentences ? 1 - Math.pow(1 - share, SENTENCES) : share;
        return Math.min(1, Math.log(1 / ofTexts) / Math.log(count / 2));
    }
}
