// Reading tickets through the camera: with what the browser has for it, or else with a decoder of our own.
import { decodeQR } from "qr/decode.js";

const EVERY = 150;
const WIDEST = 640;

/** Start the camera behind a device and call `read` with each picture code that it sees, until `stop()`. */
export async function look(video, read) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  video.srcObject = stream;
  await video.play();
  const decode = await decoder();
  let running = true;
  (async () => {
    while (running) {
      const words = await decode(video).catch(() => null);
      if (words && running) read(words);
      await new Promise((done) => setTimeout(done, EVERY));
    }
  })();
  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}

async function decoder() {
  const known = await window.BarcodeDetector?.getSupportedFormats?.().catch(() => []);
  if (known?.includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    if (!video.videoWidth) return null;
    const scale = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    drawing.drawImage(video, 0, 0, canvas.width, canvas.height);
    return decodeQR(drawing.getImageData(0, 0, canvas.width, canvas.height));
  };
}
