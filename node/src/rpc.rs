//! The RPC methods beside those of every Substrate node.

use std::sync::Arc;

use bpiiot_runtime::{AccountId, Balance, BlockNumber, Hash, Nonce, OpaqueBlock as Block};
use jsonrpsee::RpcModule;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_consensus_grandpa::{FinalityProofProvider, SharedAuthoritySet, SharedVoterState};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_transaction_pool_api::TransactionPool;
use sp_api::ProvideRuntimeApi;
use sp_block_builder::BlockBuilder;
use sp_blockchain::{Error as BlockchainError, HeaderBackend, HeaderMetadata};
use substrate_frame_rpc_system::{System, SystemApiServer};

use crate::{
	pow_rpc::{Pow, PowApiServer},
	service::{FullBackend, FullClient},
};

/// What is asked about finality.
pub type Finality =
	Grandpa<SharedAuthoritySet<Hash, BlockNumber>, SharedVoterState, Block, FinalityProofProvider<FullBackend, Block>>;

/// Account nonces, dry runs, fee estimates, finality and proof of work.
pub fn create<C, P>(
	client: Arc<C>,
	pool: Arc<P>,
	finality: Finality,
	pow: Pow<FullClient>,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>>
where
	C: ProvideRuntimeApi<Block>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = BlockchainError>
		+ Send
		+ Sync
		+ 'static,
	C::Api: substrate_frame_rpc_system::AccountNonceApi<Block, AccountId, Nonce>
		+ pallet_transaction_payment_rpc::TransactionPaymentRuntimeApi<Block, Balance>
		+ BlockBuilder<Block>,
	P: TransactionPool + 'static,
{
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client).into_rpc())?;
	module.merge(finality.into_rpc())?;
	module.merge(pow.into_rpc())?;
	Ok(module)
}
