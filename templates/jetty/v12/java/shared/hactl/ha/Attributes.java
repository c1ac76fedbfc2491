package hactl.ha;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Attributes as bytes and back. All go into one stream, so that an object that two attributes share is still shared
 * afterwards. What cannot be serialised is left out, with one warning a name, and stays on the node that has it.
 */
public final class Attributes {
    private static final int TRIES = 5;

    private final String context;
    private final Says says;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    public Attributes(String context, Says says) {
        this.context = context;
        this.says = says;
    }

    /**
     * Returns the bytes of all that can be serialised. Throws IllegalStateException if not even that can be had.
     *
     * @param left gets the names of what was left out
     */
    public byte[] write(Map<String, Object> values, Set<String> left) {
        left.clear();
        try {
            return written(values);
        } catch (IllegalStateException one) {
            Map<String, Object> fit = new LinkedHashMap<String, Object>();
            for (Map.Entry<String, Object> e : values.entrySet()) {
                if (fits(e.getKey(), e.getValue())) {
                    fit.put(e.getKey(), e.getValue());
                } else {
                    left.add(e.getKey());
                }
            }
            return written(fit);
        }
    }

    private boolean fits(String name, Object value) {
        try {
            written(Collections.singletonMap(name, value));
            return true;
        } catch (IllegalStateException e) {
            if (warned.add(name)) {
                says.warn("ha: attribute '" + name + "' of " + context + " is not replicated, it stays here alone: "
                    + e.getCause());
            }
            return false;
        }
    }

    /** Another request of the same user may change a list right now: that is tried again. */
    private static byte[] written(Map<String, Object> values) {
        Throwable last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                return bytes(values);
            } catch (RuntimeException e) {
                last = e;
                Thread.yield();
            } catch (IOException | StackOverflowError | LinkageError e) { // no second try makes these better
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(last);
    }

    private static byte[] bytes(Map<String, Object> values) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(body)) {
            out.writeInt(values.size());
            for (Map.Entry<String, Object> e : values.entrySet()) {
                out.writeObject(e.getKey());
                out.writeObject(e.getValue());
            }
        }
        return body.toByteArray();
    }

    /** Returns the values, of the application's own classes. */
    public static Map<String, Object> read(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (ObjectInputStream in = new Loading(new ByteArrayInputStream(bytes), loader)) {
            Map<String, Object> values = new LinkedHashMap<String, Object>();
            for (int n = in.readInt(); n > 0; n--) {
                String name = (String) in.readObject();
                values.put(name, in.readObject());
            }
            return values;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Takes classes from the application, else from what lies around it: Jetty hides its own classes from it. */
    private static final class Loading extends ObjectInputStream {
        private final ClassLoader loader;

        Loading(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            for (ClassLoader each = loader; each != null; each = each.getParent()) {
                try {
                    return Class.forName(description.getName(), false, each);
                } catch (ClassNotFoundException e) {
                    continue;
                }
            }
            return super.resolveClass(description); // int and its like, and what only Jetty itself has
        }

        @Override
        @SuppressWarnings("deprecation") // its successor is not in Java 8
        protected Class<?> resolveProxyClass(String[] names) throws ClassNotFoundException {
            Class<?>[] interfaces = new Class<?>[names.length];
            for (int i = 0; i < names.length; i++) {
                interfaces[i] = Class.forName(names[i], false, loader);
            }
            return Proxy.getProxyClass(loader, interfaces);
        }
    }
}
