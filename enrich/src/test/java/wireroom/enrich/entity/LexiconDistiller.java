package wireroom.enrich.entity;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import wireroom.enrich.token.Tokens;

/**
 * Makes the tables of {@link Lexicon} from two jars on Maven Central, unpacked by hand. Same jars, same content.
 *
 * <ul>
 *   <li>{@code clusters.bin.gz}: Brown clusters of {@code edu.emory.mathcs.nlp:nlp4j-english:1.1.3} (Apache-2.0), file
 *       {@code en-brown-clusters-simplified-lowercase.xz} after {@code unxz}: a Java map from words to path prefixes.
 *   <li>{@code classes.bin.gz} and {@code titles.bin.gz}: the folder {@code generated_configurations/en} of {@code
 *       de.mpg.mpi-inf.ambiversenlu:knowner-models:1.0} (Apache-2.0; taken from Wikipedia and YAGO).
 * </ul>
 */
final class LexiconDistiller {
    private LexiconDistiller() {}

    /** @param args the map of clusters, the folder {@code en}, the folder to write to */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[2]);
        clusters(Path.of(args[0]), folder.resolve("clusters.bin.gz"));
        Path english = Path.of(args[1]);
        try (var files = Files.list(english)) {
            Path classes = files.filter(file -> file.toString().endsWith("tokenClassProbs-bmeow.tsv"))
                    .findFirst()
                    .orElseThrow();
            classes(classes, folder.resolve("classes.bin.gz"));
        }
        titles(english.resolve("gazeteers"), folder.resolve("titles.bin.gz"));
    }

    private static void clusters(Path file, Path to) throws IOException, ClassNotFoundException {
        Map<?, ?> paths;
        try (ObjectInputStream in = new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.setObjectInputFilter(
                    ObjectInputFilter.Config.createFilter("java.util.*;java.lang.*;maxdepth=8;maxrefs=20000000"));
            paths = (Map<?, ?>) in.readObject();
        }
        TreeMap<String, String> longest = new TreeMap<>();
        paths.forEach((word, prefixes) -> {
            String path = "";
            for (Object prefix : (Collection<?>) prefixes) {
                path = prefix.toString().length() > path.length() ? prefix.toString() : path;
            }
            longest.put(word.toString(), path);
        });
        List<String> clusters = new ArrayList<>(new TreeSet<>(longest.values()));
        TreeMap<Integer, Integer> table = new TreeMap<>(Integer::compareUnsigned);
        longest.forEach((word, path) -> table.putIfAbsent(
                HashTable.key(Tokens.hashOf(word)), 1 + java.util.Collections.binarySearch(clusters, path)));
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(to)))) {
            out.writeInt(clusters.size() + 1);
            for (String path : clusters) {
                out.writeInt(1 << path.length() | Integer.parseInt(path, 2));
            }
            write(out, table);
        }
    }

    private static void classes(Path file, Path to) throws IOException {
        TreeMap<Integer, Integer> table = new TreeMap<>(Integer::compareUnsigned);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                String word = columns[0];
                if (line.startsWith("#Token") || columns.length != 17 || word.length() > 24 || !latin(word)) {
                    continue;
                }
                Tokens tokens = Tokens.of(word);
                if (tokens.size() != 1 || tokens.is(0, Tokens.NUMBER | Tokens.PUNCTUATION | Tokens.ADDRESS)) {
                    continue;
                }
                boolean lower = !tokens.is(0, Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL);
                int code = code(columns);
                // Nearly every lower-case word is in the title of some work; only those in other names tell anything.
                if (code == 0 || lower && word.length() > 12 || lower && (code >>> 6 & 3) == 3) {
                    continue;
                }
                table.putIfAbsent(HashTable.key(Lexicon.classesKey(tokens.hash(0), tokens.flags(0), false)), code);
            }
        }
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(to)))) {
            write(out, table);
        }
    }

    private static int code(String[] columns) {
        double[] kinds = new double[4];
        int best = 0;
        double bestShare = 0;
        for (int i = 0; i < 16; i++) {
            double share = Double.parseDouble(columns[i + 1]);
            kinds[i / 4] += share;
            if (share > bestShare) {
                best = i;
                bestShare = share;
            }
        }
        if (bestShare == 0) {
            return 0;
        }
        int code = best << 8 | quarter(bestShare) << 12;
        for (int k = 0; k < 4; k++) {
            code |= quarter(kinds[k]) << 2 * k;
        }
        return code;
    }

    private static int quarter(double share) {
        return share < 0.1 ? 0 : share < 0.4 ? 1 : share < 0.8 ? 2 : 3;
    }

    private static boolean latin(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x250 && Character.isLetter(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void titles(Path folder, Path to) throws IOException {
        TreeMap<Integer, Integer> table = new TreeMap<>(Integer::compareUnsigned);
        String[] lists = {
            "WikiPeople",
            "WikiOrganizations",
            "WikiLocations",
            "WikiFilms",
            "WikiSongs",
            "WikiArtWork",
            "WikiCompetitionsBattlesEvents",
            "WikiManMadeObjectNames"
        };
        int[] kinds = {
            Lexicon.PERSON,
            Lexicon.ORGANISATION,
            Lexicon.PLACE,
            Lexicon.WORK,
            Lexicon.WORK,
            Lexicon.WORK,
            Lexicon.EVENT,
            Lexicon.OBJECT
        };
        for (int i = 0; i < lists.length; i++) {
            boolean work = kinds[i] == Lexicon.WORK;
            add(table, folder.resolve(lists[i] + ".lst"), kinds[i]);
            if (kinds[i] < Lexicon.WORK || kinds[i] == Lexicon.EVENT) {
                articles(table, folder.resolve(lists[i] + ".lst"), kinds[i]);
            }
            if (!work) {
                add(table, folder.resolve(lists[i] + "Redirects.lst"), kinds[i]);
            }
        }
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(to)))) {
            write(out, table);
        }
    }

    private static void add(Map<Integer, Integer> table, Path list, int kind) throws IOException {
        for (String line : Files.readAllLines(list)) {
            String title = name(line.strip(), kind);
            if (title.length() < 2 || !latin(title) || title.indexOf(':') >= 0) {
                continue;
            }
            Tokens tokens = Tokens.of(title);
            // A work of one word is any word.
            int least = kind == Lexicon.WORK || kind == Lexicon.EVENT || kind == Lexicon.OBJECT ? 2 : 1;
            if (tokens.size() < least
                    || tokens.size() > Lexicon.LONGEST_TITLE
                    || !tokens.is(0, Tokens.INITIAL_CAPITAL | Tokens.INNER_CAPITAL)) {
                continue;
            }
            table.merge(HashTable.key(state(tokens)), kind, (a, b) -> a | b);
        }
    }

    /** Titles as they are, so that a name can be proved to be one. */
    private static void articles(Map<Integer, Integer> table, Path list, int kind) throws IOException {
        for (String line : Files.readAllLines(list)) {
            String title = line.strip();
            Tokens tokens = Tokens.of(title);
            if (title.length() < 2 || !latin(title) || tokens.size() > Lexicon.LONGEST_ARTICLE) {
                continue;
            }
            table.merge(HashTable.key(state(tokens)), kind | Lexicon.ARTICLE, (a, b) -> a | b);
            String plain = Slugs.withoutAccents(title);
            if (!plain.equals(title)) {
                table.merge(HashTable.key(state(Tokens.of(plain))), kind | Lexicon.ARTICLE, (a, b) -> a | b);
            }
            int bracket = title.indexOf(" (");
            if (bracket > 0) {
                table.merge(
                        HashTable.key(state(Tokens.of(title.substring(0, bracket)))), Lexicon.SHARED, (a, b) -> a | b);
            }
        }
    }

    private static long state(Tokens tokens) {
        long state = 1;
        for (int i = 0; i < tokens.size(); i++) {
            state = Lexicon.next(state, tokens.hash(i));
        }
        return state;
    }

    /** Without what tells titles apart: {@code Mercury (planet)}, {@code Ashville, Alabama}. */
    private static String name(String title, int kind) {
        int bracket = title.indexOf(" (");
        String name = bracket > 0 ? title.substring(0, bracket) : title;
        int comma = kind == Lexicon.PERSON || kind == Lexicon.PLACE ? name.indexOf(", ") : -1;
        return comma > 0 ? name.substring(0, comma) : name;
    }

    private static void write(DataOutputStream out, SortedMap<Integer, Integer> table) throws IOException {
        int[] keys = new int[table.size()];
        int[] values = new int[table.size()];
        int i = 0;
        for (Map.Entry<Integer, Integer> entry : table.entrySet()) {
            keys[i] = entry.getKey();
            values[i++] = entry.getValue();
        }
        HashTable.write(out, keys, values);
    }
}
