//! Signing keys in files that only their owner can read.

use std::{
	fmt,
	fs::{self, File, OpenOptions},
	io::{Read, Write},
	os::unix::fs::{MetadataExt, OpenOptionsExt},
	path::{Path, PathBuf},
	str::FromStr,
};

use bpiiot_primitives::{BlockNumber, claim_payload};
use rand::{TryRngCore, rngs::OsRng};
use subxt::{
	transactions::Signer,
	utils::{AccountId32, H256, MultiSignature, Static},
};
use subxt_signer::{SecretUri, bip39::Mnemonic, sr25519::Keypair};
use zeroize::Zeroizing;

use crate::{Config, error::KeyError};

/// The longest content that is read from a key file, in bytes: 24 words of 8 letters fit.
const MAX_KEY_FILE: u64 = 1024;

/// A device's consent to belong to an owner, as calls take it.
pub type Claim = Static<bpiiot_primitives::Claim<MultiSignature, BlockNumber>>;

/// An sr25519 key that signs transactions and claims. Printing it shows its account, never the secret.
#[derive(Clone)]
pub struct Key(Keypair);

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Key").field("account", &self.account().to_string()).field("secret", &"<redacted>").finish()
	}
}

impl Key {
	/// Reads the key in the file at `path`: a seed (`0x` and 64 hex digits) or a mnemonic.
	///
	/// # Errors
	/// When the file is missing, belongs to another user, is open to others, or holds no key.
	pub fn load(path: &Path) -> Result<Self, KeyError> {
		let io = |action| move |reason| KeyError::Io { path: path.into(), action, reason };
		let mut file = File::open(path).map_err(io("opened"))?;
		// The open file is asked, not the path, so that it cannot be exchanged between check and reading.
		let meta = file.metadata().map_err(io("examined"))?;
		let user = rustix::process::geteuid().as_raw();
		if meta.uid() != user {
			return Err(KeyError::Owner { path: path.into(), owner: meta.uid(), user });
		}
		if meta.mode() & 0o077 != 0 {
			return Err(KeyError::Permissions { path: path.into(), mode: meta.mode() & 0o7777 });
		}
		// Full capacity from the start: growing would leave copies of the secret behind.
		let mut text = Zeroizing::new(String::with_capacity(MAX_KEY_FILE as usize + 1));
		let content = |_| KeyError::Content { path: path.into() };
		(&mut file).take(MAX_KEY_FILE).read_to_string(&mut text).map_err(|reason| match reason.kind() {
			std::io::ErrorKind::InvalidData => KeyError::Content { path: path.into() },
			_ => KeyError::Io { path: path.into(), action: "read", reason },
		})?;
		Self::parse(text.trim()).map_err(content)
	}

	/// Makes a new random key and writes it to `path` with mode 0600.
	///
	/// The file appears complete or not at all, and has reached the disk when this returns.
	///
	/// # Errors
	/// When there is a file at `path` already, or it cannot be written.
	pub fn generate(path: &Path) -> Result<Self, KeyError> {
		let io = |action| move |reason| KeyError::Io { path: path.into(), action, reason };
		let mut seed = Zeroizing::new([0u8; 32]);
		OsRng.try_fill_bytes(&mut seed[..]).map_err(|e| io("made")(std::io::Error::other(e)))?;
		let key = Keypair::from_secret_key(*seed)
			.map(Key)
			.map_err(|_| io("made")(std::io::Error::other("the random seed is unusable")))?;
		let mut text = Zeroizing::new([0u8; 67]);
		text[..2].copy_from_slice(b"0x");
		hex::encode_to_slice(&seed[..], &mut text[2..66]).expect("64 digits hold 32 bytes; qed");
		text[66] = b'\n';

		let parent = match path.parent() {
			Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
			_ => PathBuf::from("."),
		};
		let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
		// Random: a file that a killed start has left must not be in the way of the next one, which in a container has
		// the same process number.
		let mut suffix = [0u8; 8];
		OsRng.try_fill_bytes(&mut suffix).map_err(|e| io("made")(std::io::Error::other(e)))?;
		let temporary = parent.join(format!(".{name}.{}", hex::encode(suffix)));
		let written = (|| {
			let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
			file.write_all(&text[..])?;
			file.sync_all()?;
			// A link, not a rename: it fails when the file exists, so no key is ever lost to a second start.
			let linked = fs::hard_link(&temporary, path);
			if linked.as_ref().is_err_and(|e| e.kind() == std::io::ErrorKind::AlreadyExists) {
				return Ok(false);
			}
			linked?;
			File::open(&parent)?.sync_all().map(|()| true)
		})();
		let _ = fs::remove_file(&temporary);
		match written {
			Ok(true) => Ok(key),
			Ok(false) => Err(KeyError::Exists { path: path.into() }),
			Err(reason) => Err(io("written")(reason)),
		}
	}

	/// Reads the key at `path`, or makes one when there is no such file; says whether it was made.
	///
	/// # Errors
	/// As [`Key::load`] and [`Key::generate`].
	pub fn load_or_generate(path: &Path) -> Result<(Self, bool), KeyError> {
		match Self::load(path) {
			Err(KeyError::Io { reason, .. }) if reason.kind() == std::io::ErrorKind::NotFound => {
				Self::generate(path).map(|key| (key, true))
			}
			loaded => loaded.map(|key| (key, false)),
		}
	}

	/// A well-known key of the development chain, such as `Alice`. Everybody has its secret.
	///
	/// None when the name is not one of a derivation path.
	pub fn development(name: &str) -> Option<Self> {
		let uri = SecretUri::from_str(&format!("//{name}")).ok()?;
		Keypair::from_uri(&uri).ok().map(Key)
	}

	/// The account that the key signs for.
	pub fn account(&self) -> AccountId32 {
		AccountId32(self.0.public_key().0)
	}

	/// Signs any bytes.
	pub fn sign(&self, message: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(self.0.sign(message).0)
	}

	/// The proof that the device with this key agrees, up to the block `until`, to belong to `owner` on the chain with
	/// `genesis`. The chain refuses one that reaches further ahead than [`CLAIM_LIFE`](bpiiot_primitives::CLAIM_LIFE); [`Chain::claim`](crate::Chain::claim)
	/// chooses the block.
	pub fn claim(&self, genesis: H256, owner: &AccountId32, until: BlockNumber) -> Claim {
		let owner = bpiiot_primitives::AccountId::new(owner.0);
		let signature = self.sign(&claim_payload(genesis.0.into(), &owner, until));
		Static(bpiiot_primitives::Claim { until, signature })
	}

	fn parse(text: &str) -> Result<Self, ()> {
		let pair = match text.strip_prefix("0x") {
			Some(digits) => {
				let mut seed = Zeroizing::new([0u8; 32]);
				hex::decode_to_slice(digits, &mut seed[..]).map_err(|_| ())?;
				Keypair::from_secret_key(*seed)
			}
			None => Keypair::from_phrase(&Mnemonic::parse(text).map_err(|_| ())?, None),
		};
		pair.map(Key).map_err(|_| ())
	}
}

impl Signer<Config> for Key {
	fn account_id(&self) -> AccountId32 {
		self.account()
	}

	fn sign(&self, payload: &[u8]) -> MultiSignature {
		Key::sign(self, payload)
	}
}
