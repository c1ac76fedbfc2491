package hactl.jetty6;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mortbay.log.Log;

/**
 * Attributes as bytes and back. All go into one stream, so that an object that two attributes share is still shared
 * afterwards. What cannot be serialised is left out, with one warning a name, and stays on the node that has it.
 */
final class Attributes {
    private static final int TRIES = 5;

    private final String context;
    private final Set<String> warned = Collections.synchronizedSet(new HashSet<String>());

    Attributes(String context) {
        this.context = context;
    }

    /** Returns the bytes. Throws IllegalStateException if the values keep changing while they are read. */
    byte[] write(Map<String, Object> values) {
        RuntimeException last = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                return writeAll(values);
            } catch (RuntimeException e) { // another request of the same user changes a list right now
                last = e;
                Thread.yield();
            }
        }
        throw new IllegalStateException("attributes change while they are copied", last);
    }

    private byte[] writeAll(Map<String, Object> values) {
        try {
            return bytes(values);
        } catch (IOException one) {
            Map<String, Object> fit = new LinkedHashMap<String, Object>();
            for (Map.Entry<String, Object> e : values.entrySet()) {
                if (fits(e.getKey(), e.getValue())) {
                    fit.put(e.getKey(), e.getValue());
                }
            }
            try {
                return bytes(fit);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private boolean fits(String name, Object value) {
        try {
            bytes(Collections.singletonMap(name, value));
            return true;
        } catch (IOException e) {
            if (warned.add(name)) {
                Log.warn("ha: attribute '" + name + "' of " + shown() + " is not replicated, it stays here alone: " + e);
            }
            return false;
        }
    }

    private String shown() {
        return context.length() == 0 ? "/" : context;
    }

    private static byte[] bytes(Map<String, Object> values) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        ObjectOutputStream out = new ObjectOutputStream(body);
        out.writeInt(values.size());
        for (Map.Entry<String, Object> e : values.entrySet()) {
            out.writeObject(e.getKey());
            out.writeObject(e.getValue());
        }
        out.close();
        return body.toByteArray();
    }

    /** Returns the values, of the application's own classes. */
    static Map<String, Object> read(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            ObjectInputStream in = new Loading(new ByteArrayInputStream(bytes), loader);
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

    private static final class Loading extends ObjectInputStream {
        private final ClassLoader loader;

        Loading(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) { // int and its like
                return super.resolveClass(description);
            }
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
