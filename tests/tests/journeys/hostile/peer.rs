//! A peer that speaks the node's protocols and says what the test wants.

use std::{
	collections::HashMap,
	sync::{Arc, Mutex, MutexGuard},
	time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use bpiiot_runtime::{Header, OpaqueBlock as Block};
use codec::{Decode, Encode};
use futures::StreamExt;
use litep2p::{
	Litep2p, PeerId,
	config::ConfigBuilder,
	crypto::ed25519::Keypair,
	protocol::{
		notification::{self, NotificationEvent, NotificationHandle, NotificationSink, ValidationResult},
		request_response::{self, RequestResponseEvent, RequestResponseHandle},
	},
	transport::tcp::config::Config as TcpConfig,
	types::multiaddr::Multiaddr,
};
use prost::Message;
use sp_core::H256;
use sp_runtime::traits::{Block as _, Header as _};
use tokio::{
	sync::watch,
	task::JoinHandle,
	time::{sleep, timeout},
};

/// How long the node may take to accept or to refuse a peer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The time between bursts of announcements.
const TICK: Duration = Duration::from_millis(20);
/// The most blocks in one answer, as the node's own server has it.
const MOST_BLOCKS: u32 = 128;

/// `BlockRequest` of the sync protocol; `hash` and `number` are alternatives.
#[derive(Clone, PartialEq, Message)]
struct BlockRequest {
	#[prost(bytes = "vec", optional, tag = "2")]
	hash: Option<Vec<u8>>,
	#[prost(bytes = "vec", optional, tag = "3")]
	number: Option<Vec<u8>>,
	/// 0 upwards, 1 downwards.
	#[prost(int32, tag = "5")]
	direction: i32,
	#[prost(uint32, tag = "6")]
	max_blocks: u32,
}

#[derive(Clone, PartialEq, Message)]
struct BlockData {
	#[prost(bytes = "vec", tag = "1")]
	hash: Vec<u8>,
	#[prost(bytes = "vec", tag = "2")]
	header: Vec<u8>,
	#[prost(bytes = "vec", repeated, tag = "3")]
	body: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
struct BlockResponse {
	#[prost(message, repeated, tag = "1")]
	blocks: Vec<BlockData>,
}

/// The blocks that a peer serves.
#[derive(Clone, Default)]
pub struct Library(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
	blocks: HashMap<H256, Block>,
	/// The hash at each height of the chain that it claims to be on.
	chain: HashMap<u32, H256>,
	served: u64,
}

impl Library {
	/// Puts a block in, on top of the claimed chain.
	pub fn add(&self, block: Block) {
		let mut shelf = self.shelf();
		let hash = block.hash();
		shelf.chain.insert(*block.header().number(), hash);
		shelf.blocks.insert(hash, block);
	}

	/// Another peer's library with the same blocks.
	pub fn fork(&self) -> Self {
		let shelf = self.shelf();
		let copy = Shelf { blocks: shelf.blocks.clone(), chain: shelf.chain.clone(), served: 0 };
		Self(Arc::new(Mutex::new(copy)))
	}

	/// Blocks that were sent in answers.
	pub fn served(&self) -> u64 {
		self.shelf().served
	}

	fn shelf(&self) -> MutexGuard<'_, Shelf> {
		self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
	}

	fn answer(&self, request: &[u8]) -> Result<Vec<u8>> {
		let request = BlockRequest::decode(request)?;
		let mut shelf = self.shelf();
		let mut next = match (&request.hash, &request.number) {
			(Some(hash), _) => Some(H256::decode(&mut &hash[..])?),
			(_, Some(number)) => shelf.chain.get(&<u32 as Decode>::decode(&mut &number[..])?).copied(),
			_ => bail!("the request names no block"),
		};
		let mut blocks = Vec::new();
		let most = if request.max_blocks == 0 { MOST_BLOCKS } else { request.max_blocks.min(MOST_BLOCKS) };
		while let Some((hash, block)) = next.and_then(|hash| Some((hash, shelf.blocks.get(&hash)?)))
			&& (blocks.len() as u32) < most
		{
			let (header, body) = block.clone().deconstruct();
			next = match request.direction {
				0 => shelf.chain.get(&(header.number + 1)).copied(),
				_ => Some(header.parent_hash),
			};
			blocks.push(BlockData {
				hash: hash.as_bytes().to_vec(),
				header: header.encode(),
				body: body.iter().map(Encode::encode).collect(),
			});
		}
		shelf.served += blocks.len() as u64;
		Ok(BlockResponse { blocks }.encode_to_vec())
	}
}

/// How a peer stands with the node.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
	Connecting,
	Accepted,
	Refused(String),
	Dropped,
}

/// A peer of a node, with an identity of its own. It leaves when this is dropped.
pub struct Peer {
	id: String,
	stage: watch::Receiver<Stage>,
	sink: watch::Receiver<Option<NotificationSink>>,
	task: JoinHandle<()>,
}

impl Drop for Peer {
	fn drop(&mut self) {
		self.task.abort();
	}
}

impl Peer {
	/// Connects a new identity to the node at `address`, says that its best block is `best`, serves what is in `library`, and
	/// waits until the node has accepted it as a peer.
	pub async fn join(address: &str, genesis: H256, best: (u32, H256), library: Library) -> Result<Self> {
		let address: Multiaddr = address.parse()?;
		let node = PeerId::try_from_multiaddr(&address).context("the node's address holds no peer id")?;
		let genesis_hex: String = genesis.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();

		// Role (1 is a full node), best number and hash, genesis.
		let handshake = (1u8, best.0, best.1, genesis).encode();
		let (announces, announce_handle) =
			notification::ConfigBuilder::new(format!("/{genesis_hex}/block-announces/1").into())
				.with_max_size(1024 * 1024)
				.with_handshake(handshake)
				.with_auto_accept_inbound(true)
				.build();
		let (sync, sync_handle) = request_response::ConfigBuilder::new(format!("/{genesis_hex}/sync/2").into())
			.with_max_size(16 * 1024 * 1024)
			.build();
		let tcp = TcpConfig { listen_addresses: vec!["/ip4/127.0.0.1/tcp/0".parse()?], ..TcpConfig::default() };
		let config = ConfigBuilder::new()
			.with_keypair(Keypair::generate())
			.with_tcp(tcp)
			.with_notification_protocol(announces)
			.with_request_response_protocol(sync)
			.build();
		let mut network = Litep2p::new(config).map_err(|e| anyhow!("no peer could be made: {e}"))?;
		let id = network.local_peer_id().to_base58();
		network.add_known_address(node, std::iter::once(address));
		announce_handle.open_substream(node).await.map_err(|e| anyhow!("no stream could be opened: {e}"))?;

		let (stage, stages) = watch::channel(Stage::Connecting);
		let (sink, sinks) = watch::channel(None);
		let task = tokio::spawn(run(network, announce_handle, sync_handle, library, stage, sink));
		let mut peer = Self { id, stage: stages, sink: sinks, task };
		let settled = timeout(PATIENCE, peer.stage.wait_for(|stage| *stage != Stage::Connecting)).await;
		let stage = settled.context("the node does not answer a new peer")?.context("the peer has ended")?.clone();
		match stage {
			Stage::Accepted => Ok(peer),
			other => bail!("the node has not accepted the peer: {other:?}"),
		}
	}

	/// Its peer id.
	pub fn id(&self) -> &str {
		&self.id
	}

	/// Whether the node still has it as a peer.
	pub fn is_accepted(&self) -> bool {
		*self.stage.borrow() == Stage::Accepted
	}

	/// Announces a block as its new best one. False when the node has dropped it.
	pub async fn announce(&self, header: &Header) -> bool {
		let Some(sink) = self.sink.borrow().clone() else { return false };
		// Header, state (1 is the best block), no further data.
		let announcement = (header, 1u8, Vec::<u8>::new()).encode();
		self.is_accepted() && sink.send_async_notification(announcement).await.is_ok()
	}

	/// Waits until the node has dropped it.
	pub async fn dropped(&mut self, patience: Duration) -> Result<()> {
		let dropped = timeout(patience, self.stage.wait_for(|stage| *stage != Stage::Accepted)).await;
		dropped.with_context(|| format!("the node has kept the peer for {} s", patience.as_secs()))?.map(|_| ())?;
		Ok(())
	}

	/// Announces headers that `make` makes until the node drops it or `due` ends, which says how many there should be by now.
	/// Returns how many it got rid of.
	pub async fn flood(&self, mut due: impl FnMut() -> Option<u64>, mut make: impl FnMut() -> Header) -> u64 {
		let mut sent = 0;
		while let Some(due) = due() {
			while sent < due {
				if !self.announce(&make()).await {
					return sent;
				}
				sent += 1;
			}
			sleep(TICK).await;
		}
		sent
	}
}

async fn run(
	mut network: Litep2p,
	mut announces: NotificationHandle,
	mut requests: RequestResponseHandle,
	library: Library,
	stage: watch::Sender<Stage>,
	sink: watch::Sender<Option<NotificationSink>>,
) {
	loop {
		tokio::select! {
			event = network.next_event() => if event.is_none() {
				break;
			},
			event = announces.next() => match event {
				Some(NotificationEvent::ValidateSubstream { peer, .. }) => {
					announces.send_validation_result(peer, ValidationResult::Accept);
				}
				Some(NotificationEvent::NotificationStreamOpened { peer, .. }) => {
					sink.send_replace(announces.notification_sink(peer));
					stage.send_replace(Stage::Accepted);
				}
				Some(NotificationEvent::NotificationStreamClosed { .. }) => {
					sink.send_replace(None);
					stage.send_replace(Stage::Dropped);
				}
				Some(NotificationEvent::NotificationStreamOpenFailure { error, .. }) => {
					stage.send_replace(Stage::Refused(format!("{error:?}")));
				}
				Some(NotificationEvent::NotificationReceived { .. }) => {}
				None => break,
			},
			event = requests.next() => match event {
				Some(RequestResponseEvent::RequestReceived { request_id, request, .. }) => {
					match library.answer(&request) {
						Ok(answer) => requests.send_response(request_id, answer),
						Err(_) => requests.reject_request(request_id),
					}
				}
				Some(_) => {}
				None => break,
			},
		}
	}
	stage.send_replace(Stage::Dropped);
}
