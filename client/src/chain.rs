//! The connection to a chain: blocks, views of its state, and how sure one can be of them.

use std::{future::Future, sync::Arc, time::Duration};

use bpiiot_primitives::{BlockNumber, CLAIM_LIFE};
use codec::{Decode, Encode};
use subxt::{
	OnlineClient,
	backend::LegacyBackend,
	client::OnlineClientAtBlock,
	config::{
		Hasher, RpcConfigFor,
		substrate::{BlakeTwo256, SubstrateHeader, U256},
	},
	rpcs::{self, RpcClient, client::RpcSubscription, methods::LegacyRpcMethods},
	utils::{AccountId32, H256},
};
use tokio::time::{Instant, sleep};

use crate::{
	Config,
	error::Error,
	key::{Claim, Key},
	link::{Failure, Link, Linked},
	reads::View,
};

/// Blocks on top of the including block before this library calls a transaction done.
///
/// While finality is behind, each block makes it harder to replace what lies below.
pub const DEFAULT_CONFIRMATIONS: u32 = 3;

/// A block of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockId {
	/// Its number.
	pub number: u64,
	/// Its hash.
	pub hash: H256,
	/// The hash of the block before it.
	pub parent: H256,
}

/// A connection to a node. Cheap to clone; it connects again by itself after a loss.
///
/// Requests fail with [`Error::Unreachable`] while the node is away and work again when it is back. A node that comes
/// back with another genesis block is refused with [`Error::WrongChain`].
#[derive(Clone)]
pub struct Chain {
	pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
	pub(crate) link: Arc<Link>,
	pub(crate) rpc: LegacyRpcMethods<RpcConfigFor<Config>>,
	raw: RpcClient,
	client: OnlineClient<Config>,
	confirmations: u32,
}

impl std::fmt::Debug for Chain {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		f.debug_struct("Chain").field("url", &self.url()).field("genesis", &self.genesis()).finish()
	}
}

impl Chain {
	/// Connects to the node at `url` (`ws://` or `wss://`), whatever chain it serves.
	///
	/// # Errors
	/// [`Error::Unreachable`] when nothing answers there.
	pub async fn connect(url: &str) -> Result<Self, Error> {
		Self::connect_to(url, None, DEFAULT_CONFIRMATIONS).await
	}

	/// Connects to the node at `url`, which must serve the chain with the genesis hash `genesis` when one is given.
	/// A transaction counts as done `confirmations` blocks after its inclusion.
	///
	/// # Errors
	/// [`Error::Unreachable`] when nothing answers there, [`Error::WrongChain`] when it serves another chain.
	pub async fn connect_to(url: &str, genesis: Option<H256>, confirmations: u32) -> Result<Self, Error> {
		let link = Arc::new(Link::new(url, genesis));
		let raw = RpcClient::new(Linked(link.clone()));
		let backend = LegacyBackend::builder().build(raw.clone());
		let client = OnlineClient::from_backend(Arc::new(backend)).await.map_err(|e| classify(&link, e.into()))?;
		let rpc = LegacyRpcMethods::new(raw.clone());
		Ok(Self { inner: Arc::new(Inner { link, rpc, raw, client, confirmations }) })
	}

	/// [`Chain::connect`], tried again every half second until `patience` is over.
	///
	/// # Errors
	/// The last error, when time is up.
	pub async fn connect_within(url: &str, patience: Duration) -> Result<Self, Error> {
		let end = Instant::now() + patience;
		loop {
			match Self::connect(url).await {
				Err(e) if e.is_link() && Instant::now() < end => sleep(Duration::from_millis(500)).await,
				result => return result,
			}
		}
	}

	/// The address that was given.
	pub fn url(&self) -> &str {
		self.inner.link.url()
	}

	/// The hash of block 0, which names the chain.
	pub fn genesis(&self) -> H256 {
		self.inner.client.genesis_hash()
	}

	/// The consent of `device` to belong to `owner` on this chain, from now on for half of the time for which the chain takes it:
	/// blocks that are replaced do not make it invalid.
	///
	/// # Errors
	/// When the node does not tell its best block.
	pub async fn claim(&self, device: &Key, owner: &AccountId32) -> Result<Claim, Error> {
		let now = BlockNumber::try_from(self.best().await?.number).unwrap_or(BlockNumber::MAX);
		Ok(device.claim(self.genesis(), owner, now.saturating_add(CLAIM_LIFE / 2)))
	}

	/// Blocks on top of a block before it counts as settled.
	pub fn confirmations(&self) -> u32 {
		self.inner.confirmations
	}

	/// The best block: the tip of the chain with the most work that the node knows.
	pub async fn best(&self) -> Result<BlockId, Error> {
		let hash = self.rpc(self.inner.rpc.chain_get_block_hash(None)).await?;
		let hash = hash.ok_or_else(|| Error::UnknownBlock("best".into()))?;
		self.block(hash).await
	}

	/// The block with a hash.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the node does not have it.
	pub async fn block(&self, hash: H256) -> Result<BlockId, Error> {
		let header = self.rpc(self.inner.rpc.chain_get_header(Some(hash))).await?;
		let header = header.ok_or_else(|| Error::UnknownBlock(format!("{hash:?}")))?;
		Ok(BlockId { number: header.number, hash, parent: header.parent_hash })
	}

	/// The hash of the block with a number on the best chain; none when the chain is shorter.
	pub async fn hash_at(&self, number: u64) -> Result<Option<H256>, Error> {
		self.rpc(self.inner.rpc.chain_get_block_hash(Some(number.into()))).await
	}

	/// The newest settled block below `best`: [`Chain::confirmations`] blocks deeper, or genesis on a short chain.
	pub async fn settled(&self, best: &BlockId) -> Result<BlockId, Error> {
		let mut block = *best;
		for _ in 0..self.inner.confirmations {
			if block.number == 0 {
				break;
			}
			block = self.block(block.parent).await?;
		}
		Ok(block)
	}

	/// The last block whose finality the node knows; block 0 before the first.
	pub async fn finalized(&self) -> Result<BlockId, Error> {
		let hash = self.rpc(self.inner.rpc.chain_get_finalized_head()).await?;
		self.block(hash).await
	}

	/// The new best blocks from now on, starting with the present one.
	pub fn subscribe_best(&self) -> BestBlocks {
		BestBlocks { chain: self.clone(), subscription: None }
	}

	/// The chain's state after `block`.
	pub async fn at(&self, block: &BlockId) -> Result<View, Error> {
		let at = self.inner.client.at_block_hash_and_number(block.hash, block.number).await;
		Ok(View::new(self.clone(), *block, at.map_err(|e| self.error(e))?))
	}

	/// The state after the best block.
	pub async fn at_best(&self) -> Result<View, Error> {
		let best = self.best().await?;
		self.at(&best).await
	}

	/// The state after the newest settled block.
	pub async fn at_settled(&self) -> Result<View, Error> {
		let best = self.best().await?;
		let settled = self.settled(&best).await?;
		self.at(&settled).await
	}

	/// The difficulty that the block after `block` must meet: the expected number of tries.
	pub async fn difficulty(&self, block: H256) -> Result<U256, Error> {
		self.runtime_call("DifficultyApi_difficulty", &[], block).await
	}

	/// The number of transactions that an account has sent, counting those that wait in the node's pool.
	pub async fn next_index(&self, account: &AccountId32) -> Result<u64, Error> {
		self.rpc(self.inner.rpc.system_account_next_index(account)).await
	}

	/// The transactions of a block as SCALE bytes, each with its length in front.
	///
	/// # Errors
	/// [`Error::UnknownBlock`] when the node does not have the block.
	pub async fn body(&self, hash: H256) -> Result<Vec<Vec<u8>>, Error> {
		let block = self.rpc(self.inner.rpc.chain_get_block(Some(hash))).await?;
		let block = block.ok_or_else(|| Error::UnknownBlock(format!("{hash:?}")))?;
		Ok(block.block.extrinsics.into_iter().map(|bytes| bytes.0).collect())
	}

	/// Calls a runtime API by its name, such as `Core_version`, with SCALE-encoded arguments.
	pub async fn runtime_call<T: Decode>(&self, name: &str, arguments: &[u8], at: H256) -> Result<T, Error> {
		let bytes = self.rpc(self.inner.rpc.state_call(name, Some(arguments), Some(at))).await?;
		T::decode(&mut &bytes[..]).map_err(|e| Error::Incompatible(format!("{name} returned something else: {e}")))
	}

	/// The JSON-RPC connection, for methods that this library does not wrap.
	pub fn raw(&self) -> &RpcClient {
		&self.inner.raw
	}

	pub(crate) fn client(&self) -> &OnlineClient<Config> {
		&self.inner.client
	}

	pub(crate) async fn client_at(&self, block: &BlockId) -> Result<OnlineClientAtBlock<Config>, Error> {
		self.client().at_block_hash_and_number(block.hash, block.number).await.map_err(|e| self.error(e))
	}

	pub(crate) async fn rpc<T>(&self, request: impl Future<Output = Result<T, rpcs::Error>>) -> Result<T, Error> {
		request.await.map_err(|e| self.error(e))
	}

	pub(crate) fn error(&self, error: impl Into<subxt::Error>) -> Error {
		classify(&self.inner.link, error.into())
	}
}

/// Finds the cause that an operator can act on. The library below wraps causes in many layers; whether the connection
/// is to blame is known here better than there.
fn classify(link: &Link, error: subxt::Error) -> Error {
	match link.failure() {
		Some(Failure::Unreachable(reason)) => return Error::Unreachable { url: link.url().into(), reason },
		Some(Failure::WrongChain { expected, found }) => {
			return Error::WrongChain { url: link.url().into(), expected, found };
		}
		None => {}
	}
	let text = error.to_string();
	if ["discarded", "UnknownBlock", "Header was not found", "not found in the backend", "Block not found"]
		.iter()
		.any(|part| text.contains(part))
	{
		Error::UnknownBlock(text)
	} else if text.contains("not compatible with the live chain") {
		Error::Incompatible(text)
	} else {
		Error::Node(text)
	}
}

pub(crate) fn header_id(header: &SubstrateHeader<H256>) -> BlockId {
	BlockId { number: header.number, hash: BlakeTwo256.hash(&header.encode()), parent: header.parent_hash }
}

/// The hash function of the chain: blake2b-256.
pub fn blake2_256(bytes: &[u8]) -> [u8; 32] {
	BlakeTwo256.hash(bytes).0
}

/// The best blocks as they change. Skips what it missed while the connection was down.
pub struct BestBlocks {
	chain: Chain,
	subscription: Option<RpcSubscription<SubstrateHeader<H256>>>,
}

impl BestBlocks {
	/// The next best block. After an error the next call connects again; wait a moment before it.
	///
	/// # Errors
	/// [`Error::Unreachable`] when the connection is lost.
	pub async fn next(&mut self) -> Result<BlockId, Error> {
		let subscription = match &mut self.subscription {
			Some(subscription) => subscription,
			None => {
				let new = self.chain.rpc(self.chain.inner.rpc.chain_subscribe_new_heads()).await?;
				self.subscription.insert(new)
			}
		};
		match subscription.next().await {
			Some(Ok(header)) => Ok(header_id(&header)),
			ended => {
				self.subscription = None;
				let reason = match ended {
					Some(Err(e)) => e.to_string(),
					_ => "the connection was closed".into(),
				};
				Err(Error::Unreachable { url: self.chain.url().into(), reason })
			}
		}
	}
}
