package hactl.demo;

import java.lang.reflect.Array;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** One text for equal values, on every instance and JDK: type and value, long values as a digest. */
final class Canonical {
    private static final int LONGEST = 60;

    private Canonical() {}

    /** The type, a blank, the value; the null of a missing attribute is "null". */
    static String of(Object value) {
        if (value == null) {
            return "null";
        }
        String text = text(value);
        return value.getClass().getName() + " " + (text.length() <= LONGEST ? text : digest(text));
    }

    /** The text with everything outside printable ASCII as a Java escape. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 127) {
                out.append(c);
            } else {
                out.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
            }
        }
        return out.toString();
    }

    private static String text(Object value) {
        if (value instanceof Date) {
            return String.valueOf(((Date) value).getTime());
        }
        if (value instanceof Map) {
            return map((Map<?, ?>) value);
        }
        if (value instanceof Collection) {
            return collection((Collection<?>) value);
        }
        if (value instanceof Enum) {
            return ((Enum<?>) value).name();
        }
        return value != null && value.getClass().isArray() ? array(value) : printable(String.valueOf(value));
    }

    private static String map(Map<?, ?> map) {
        List<String> entries = new ArrayList<String>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.add(text(entry.getKey()) + ":" + text(entry.getValue()));
        }
        if (!(map instanceof LinkedHashMap || map instanceof SortedMap)) {
            Collections.sort(entries);
        }
        return entries.toString();
    }

    private static String collection(Collection<?> collection) {
        List<String> items = new ArrayList<String>();
        for (Object item : collection) {
            items.add(text(item));
        }
        if (collection instanceof Set && !(collection instanceof SortedSet)) {
            Collections.sort(items);
        }
        return items.toString();
    }

    private static String array(Object array) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < Array.getLength(array); i++) {
            out.append(i == 0 ? "" : ",").append(text(Array.get(array, i)));
        }
        return out.append(']').toString();
    }

    private static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes("UTF-8"));
            StringBuilder out = new StringBuilder("sha256:");
            for (int i = 0; i < 8; i++) {
                out.append(Integer.toHexString((sum[i] & 0xff) | 0x100).substring(1));
            }
            return out.append(" of ").append(text.length()).toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        } catch (java.io.UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
