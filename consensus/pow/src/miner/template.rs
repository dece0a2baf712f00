//! Templates: blocks that lack nothing but their seal.

use std::{
	collections::VecDeque,
	sync::Arc,
	time::{Duration, Instant},
};

use bpiiot_primitives::AuthorDigest;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus::{Environment, Proposal, ProposeArgs, Proposer};
use sp_consensus_pow::DifficultyApi;
use sp_core::{H256, U256, sr25519};
use sp_inherents::{CreateInherentDataProviders, InherentDataProvider};
use sp_keystore::KeystorePtr;
use sp_runtime::{
	Digest,
	traits::{Block as BlockT, Header as HeaderT, UniqueSaturatedInto},
};

use crate::{AUTHOR_KEY_TYPE, Error, claim::required_difficulty, metrics::Metrics};

/// The longest that the proposer may add transactions to one template.
const BUILD_TIME: Duration = Duration::from_secs(2);

/// How many templates of one parent are kept: a seal for an earlier one may be on its way, and is as good.
const KEPT: usize = 4;

/// How many templates are remembered as submitted, to tell a second solution from one that comes too late.
const REMEMBERED: usize = 64;

/// What others need to know of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
	/// Its number, counted from 1 since the node's start.
	pub id: u64,
	/// Hash of the header without its seal.
	pub pre_hash: H256,
	/// The author's signature over it.
	pub signature: sr25519::Signature,
	/// The key that it was made with.
	pub author: sr25519::Public,
	/// The difficulty that a solution's work must meet.
	pub difficulty: U256,
	/// The block's number.
	pub height: u64,
	/// Hash of the block before.
	pub parent: H256,
	/// When it was built.
	pub built: Instant,
}

/// A block that lacks nothing but its seal.
pub(super) struct Template<B: BlockT> {
	pub(super) outline: Outline,
	pub(super) proposal: Proposal<B>,
	/// How long building it took.
	pub(super) cost: Duration,
}

/// The templates of the present parent, oldest first.
pub(super) struct Templates<B: BlockT> {
	live: VecDeque<Template<B>>,
	submitted: VecDeque<u64>,
}

/// Why there is no template with a number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Missing {
	/// Its solution has been handed in already.
	Submitted,
	/// It is out of date, or there never was one.
	Stale,
}

impl<B: BlockT> Templates<B> {
	pub(super) fn new() -> Self {
		Self { live: VecDeque::new(), submitted: VecDeque::new() }
	}

	pub(super) fn current(&self) -> Option<&Template<B>> {
		self.live.back()
	}

	pub(super) fn push(&mut self, template: Template<B>) {
		if self.live.len() == KEPT {
			self.live.pop_front();
		}
		self.live.push_back(template);
	}

	pub(super) fn clear(&mut self) {
		self.live.clear();
	}

	pub(super) fn get(&self, id: u64) -> Result<&Template<B>, Missing> {
		let missing = if self.submitted.contains(&id) { Missing::Submitted } else { Missing::Stale };
		self.live.iter().find(|template| template.outline.id == id).ok_or(missing)
	}

	/// Takes a template for its solution, once.
	pub(super) fn take(&mut self, id: u64) -> Option<Template<B>> {
		let place = self.live.iter().position(|template| template.outline.id == id)?;
		if self.submitted.len() == REMEMBERED {
			self.submitted.pop_front();
		}
		self.submitted.push_back(id);
		self.live.remove(place)
	}
}

/// Makes templates.
pub(super) struct Builder<C, E, P> {
	pub(super) client: Arc<C>,
	pub(super) environment: E,
	pub(super) inherents: P,
	pub(super) keystore: KeystorePtr,
	pub(super) author: AuthorDigest,
	pub(super) metrics: Metrics,
	/// The number of the last one.
	pub(super) last: u64,
}

impl<C, E, P> Builder<C, E, P> {
	pub(super) async fn build<B>(&mut self, parent: B::Hash) -> Result<Template<B>, Error>
	where
		B: BlockT<Hash = H256>,
		C: HeaderBackend<B> + ProvideRuntimeApi<B>,
		C::Api: DifficultyApi<B, U256>,
		E: Environment<B>,
		P: CreateInherentDataProviders<B, ()>,
	{
		let started = Instant::now();
		let header = self.client.header(parent)?.ok_or_else(|| Error::MissingHeader(format!("{parent:?}")))?;
		let difficulty = required_difficulty::<B, C>(&self.client, parent, &self.metrics)?;
		let inherent_data = self
			.inherents
			.create_inherent_data_providers(parent, ())
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?
			.create_inherent_data()
			.await
			.map_err(|error| Error::Inherents(error.to_string()))?;
		let proposer = self.environment.init(&header).await.map_err(|error| Error::Propose(error.to_string()))?;
		let args = ProposeArgs {
			inherent_data,
			inherent_digests: Digest { logs: vec![self.author.to_item()] },
			max_duration: BUILD_TIME,
			..Default::default()
		};
		self.metrics.on_runtime_call();
		let proposal = proposer.propose(args).await.map_err(|error| Error::Propose(error.to_string()))?;
		let pre_hash = proposal.block.header().hash();
		let signature = self
			.keystore
			.sr25519_sign(AUTHOR_KEY_TYPE, &self.author.key, pre_hash.as_ref())
			.map_err(|error| Error::Key(error.to_string()))?
			.ok_or_else(|| Error::Key("it has left the keystore".into()))?;
		self.last = self.last.saturating_add(1);
		let outline = Outline {
			id: self.last,
			pre_hash,
			signature,
			author: self.author.key,
			difficulty,
			height: (*proposal.block.header().number()).unique_saturated_into(),
			parent,
			built: Instant::now(),
		};
		Ok(Template { outline, proposal, cost: started.elapsed() })
	}
}
