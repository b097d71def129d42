import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.ws.security.WSConstants;
import org.apache.ws.security.WSEncryptionPart;
import org.apache.ws.security.WSSConfig;
import org.apache.ws.security.components.crypto.Merlin;
import org.apache.ws.security.message.WSSecHeader;
import org.apache.ws.security.message.WSSecSignature;
import org.apache.ws.security.message.WSSecTimestamp;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * One SOAP call, signed as Amazon's ec2-api-tools of 2008 sign it: by WSS4J, Timestamp and Body, exclusive C14N,
 * RSA-SHA1, the certificate as a BinarySecurityToken with a direct reference to it.
 */
final class SignedSoap {
	static final class Fault extends Exception {
		final String code;

		Fault(String code, String text) {
			super(text);
			this.code = code;
		}
	}

	private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
	private static final String ALIAS = "user";
	private final URL url;
	private final String namespace;
	private final boolean chunked;
	private final Merlin keys = new Merlin();
	private final DocumentBuilder xml;

	SignedSoap(String url, String namespace, boolean chunked, Path certificate, Path privateKey) throws Exception {
		this.url = new URL(url);
		this.namespace = namespace;
		this.chunked = chunked;
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		factory.setNamespaceAware(true);
		xml = factory.newDocumentBuilder();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		try (InputStream pem = Files.newInputStream(certificate)) {
			Certificate x509 = CertificateFactory.getInstance("X.509").generateCertificate(pem);
			store.setKeyEntry(ALIAS, readKey(Files.readString(privateKey)), ALIAS.toCharArray(), new Certificate[] {x509});
		}
		keys.setKeyStore(store);
	}

	/** The action's response element. Its namespace must be the request's: the tools end in a null pointer otherwise. */
	Element call(String action, String content) throws Exception {
		Document envelope = xml.parse(new ByteArrayInputStream(("<soap:Envelope xmlns:soap=\"" + SOAP
			+ "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">"
			+ "<soap:Body xmlns:ns1=\"" + namespace + "\"><ns1:" + action + ">" + content + "</ns1:" + action
			+ "></soap:Body></soap:Envelope>").getBytes(StandardCharsets.UTF_8)));
		sign(envelope);
		Element answer = firstElement(send(action, serialize(envelope)).getElementsByTagNameNS(SOAP, "Body").item(0));
		if (SOAP.equals(answer.getNamespaceURI())) {
			String code = answer.getElementsByTagName("faultcode").item(0).getTextContent();
			throw new Fault(code, answer.getElementsByTagName("faultstring").item(0).getTextContent());
		}
		if (!answer.getLocalName().equals(action + "Response") || !namespace.equals(answer.getNamespaceURI())) {
			throw new IllegalStateException("the answer is a " + answer.getLocalName() + " of " + answer.getNamespaceURI());
		}
		return answer;
	}

	private void sign(Document envelope) throws Exception {
		WSSecHeader security = new WSSecHeader();
		security.setMustUnderstand(false);
		security.insertSecurityHeader(envelope);
		// WSS4J 1.5 adds no InclusiveNamespaces
		WSSConfig config = WSSConfig.getNewInstance();
		config.setWsiBSPCompliant(false);
		WSSecSignature signature = new WSSecSignature(config);
		signature.setUserInfo(ALIAS, ALIAS);
		signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
		signature.setSignatureAlgorithm(WSConstants.RSA_SHA1);
		signature.setDigestAlgo(WSConstants.SHA1);
		signature.setSigCanonicalization(WSConstants.C14N_EXCL_OMIT_COMMENTS);
		signature.setParts(Arrays.asList(
			new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "Content"), new WSEncryptionPart("Body", SOAP, "Content")));
		WSSecTimestamp timestamp = new WSSecTimestamp();
		timestamp.setTimeToLive(300);
		timestamp.build(envelope, security);
		signature.build(envelope, keys, security);
	}

	private Document send(String action, byte[] octets) throws Exception {
		HttpURLConnection connection = (HttpURLConnection) url.openConnection();
		connection.setRequestMethod("POST");
		connection.setDoOutput(true);
		connection.setRequestProperty("SOAPAction", "\"" + action + "\"");
		connection.setRequestProperty("Content-Type", "text/xml; charset=UTF-8");
		if (chunked) {
			connection.setChunkedStreamingMode(512);
		}
		try (OutputStream body = connection.getOutputStream()) {
			body.write(octets);
		}
		try (InputStream body = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
			return xml.parse(body);
		}
	}

	private static byte[] serialize(Document document) throws Exception {
		ByteArrayOutputStream octets = new ByteArrayOutputStream();
		javax.xml.transform.TransformerFactory.newInstance().newTransformer().transform(
			new javax.xml.transform.dom.DOMSource(document), new javax.xml.transform.stream.StreamResult(octets));
		return octets.toByteArray();
	}

	/** PKCS#8, or the PKCS#1 that the cloud hands out, which Java reads only inside PKCS#8. */
	private static PrivateKey readKey(String pem) throws Exception {
		byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
		if (pem.contains("RSA PRIVATE KEY")) {
			byte[] head = {0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
			der = der(0x30, head, der(0x04, der));
		}
		return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
	}

	private static byte[] der(int tag, byte[]... parts) throws Exception {
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			content.write(part);
		}
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		whole.write(new byte[] {(byte) tag, (byte) 0x82, (byte) (content.size() >> 8), (byte) content.size()});
		content.writeTo(whole);
		return whole.toByteArray();
	}

	private static Element firstElement(Node parent) {
		NodeList children = parent.getChildNodes();
		for (int i = 0; i < children.getLength(); i++) {
			if (children.item(i) instanceof Element) {
				return (Element) children.item(i);
			}
		}
		throw new IllegalStateException("the Body of the answer is empty");
	}
}
