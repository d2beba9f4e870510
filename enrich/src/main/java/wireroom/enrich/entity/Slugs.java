package wireroom.enrich.entity;

import java.text.Normalizer;

/** Names as ids: lower case, no accents, words joined by hyphens, so that {@code Kim Jong-un} is {@code kim-jong-un}. */
final class Slugs {
    private Slugs() {}

    static String of(String name) {
        String plain = withoutAccents(name);
        StringBuilder slug = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); ) {
            int point = plain.codePointAt(i);
            i += Character.charCount(point);
            if (Character.isLetterOrDigit(point)) {
                slug.appendCodePoint(Character.toLowerCase(point));
            } else if (point != '\''
                    && point != '\u2019'
                    && point != '.'
                    && !slug.isEmpty()
                    && slug.charAt(slug.length() - 1) != '-') {
                slug.append('-');
            }
        }
        if (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
            slug.setLength(slug.length() - 1);
        }
        return slug.toString();
    }

    static String withoutAccents(String name) {
        boolean ascii = true;
        for (int i = 0; i < name.length() && ascii; i++) {
            ascii = name.charAt(i) < 128;
        }
        if (ascii) {
            return name;
        }
        String apart = Normalizer.normalize(name, Normalizer.Form.NFKD);
        StringBuilder plain = new StringBuilder(apart.length());
        for (int i = 0; i < apart.length(); i++) {
            char c = apart.charAt(i);
            // Marks of other scripts carry vowels: only those on Latin letters go.
            if (c >= 0x300 && c < 0x370) {
                continue;
            }
            plain.append(
                    switch (c) {
                        case 'ø' -> 'o';
                        case 'Ø' -> 'O';
                        case 'ł' -> 'l';
                        case 'Ł' -> 'L';
                        case 'đ' -> 'd';
                        case 'Đ' -> 'D';
                        case 'ı' -> 'i';
                        default -> c;
                    });
        }
        return plain.toString();
    }
}
