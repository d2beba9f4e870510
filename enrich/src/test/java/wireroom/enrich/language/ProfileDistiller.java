package wireroom.enrich.language;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Distils the n-gram counts in {@code com.optimaize.languagedetector:language-detector:0.6} (Apache-2.0) into {@code
 * profiles.bin.gz}. Arguments: the jar, the file to write.
 *
 * <p>The weight of n-gram g for language l is {@code ln(1 + p(g|l) / FLOOR)} with {@code p} the share of g among the
 * n-grams of its length, in steps of 1/{@link Profiles#SCALE}: the log-likelihood ratio against "never seen", so an
 * n-gram that a language does not know needs no entry. Languages that their script alone tells are left out.
 */
final class ProfileDistiller {
    private static final double FLOOR = 5e-5;
    private static final List<String> LANGUAGES = List.of(
            "af", "an", "ar", "ast", "be", "bg", "br", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fa", "fi",
            "fr", "ga", "gl", "he", "hi", "hr", "ht", "hu", "id", "is", "it", "lt", "lv", "mk", "mr", "ms", "mt", "ne",
            "nl", "no", "oc", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "tl", "tr", "uk", "ur",
            "vi", "yi");

    private ProfileDistiller() {}

    public static void main(String[] args) throws Exception {
        Map<Integer, List<byte[]>> table = new TreeMap<>();
        int bytes = 0;
        try (ZipFile jar = new ZipFile(args[0])) {
            for (int language = 0; language < LANGUAGES.size(); language++) {
                Map<Integer, Double> shares = shares(jar, LANGUAGES.get(language));
                for (Map.Entry<Integer, Double> share : shares.entrySet()) {
                    long weight = Math.min(255, Math.round(Profiles.SCALE * Math.log(1 + share.getValue() / FLOOR)));
                    if (weight >= 3) {
                        List<byte[]> entries = table.computeIfAbsent(share.getKey(), hash -> new ArrayList<>());
                        entries.add(new byte[] {(byte) language, (byte) weight});
                        bytes += entries.size() == 1 ? 3 : 2;
                    }
                }
            }
        }
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(Path.of(args[1])), 1 << 16))) {
            out.writeInt(Profiles.MAGIC);
            out.writeUTF(String.join(" ", LANGUAGES));
            out.writeInt(table.size());
            out.writeInt(bytes);
            for (Map.Entry<Integer, List<byte[]>> entry : table.entrySet()) {
                out.writeInt(entry.getKey());
                out.writeByte(entry.getValue().size());
                for (byte[] pair : entry.getValue()) {
                    out.write(pair);
                }
            }
        }
    }

    private static Map<Integer, Double> shares(ZipFile jar, String language) throws Exception {
        ZipEntry entry = jar.getEntry("languages/" + language);
        JsonNode profile;
        try (InputStream in = jar.getInputStream(entry)) {
            profile = new ObjectMapper().readTree(in);
        }
        Map<Integer, Double> shares = new TreeMap<>();
        for (Map.Entry<String, JsonNode> gram : profile.get("freq").properties()) {
            String text = gram.getKey();
            if (text.length() > 3 || text.length() == 3 && text.charAt(1) == ' ') {
                continue;
            }
            double total = profile.get("n_words").get(text.length() - 1).asDouble();
            char[] chars = new char[3];
            for (int i = 0; i < text.length(); i++) {
                chars[i] = Grams.normalise(text.charAt(i));
            }
            shares.merge(
                    Grams.hash(chars[0], chars[1], chars[2]), gram.getValue().asDouble() / total, Double::sum);
        }
        return shares;
    }
}
