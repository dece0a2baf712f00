//! The calls; imported into the pallet in `lib.rs`.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Makes the signer a participant.
		///
		/// - `role`: what it will be; it cannot be changed.
		/// - `name`: how it wants to be called, UTF-8, not empty, and without characters that cannot be seen.
		///
		/// Holds a deposit. Fails with `AlreadyExists` for a participant, `AccountTaken` for the account of a device, `Expelled` or
		/// `Moved` for one who was a participant and has lost its place, `NotText`, `BadName`, `NotAdmitted` when the policy of admission wants somebody to let it in, or `InsufficientFunds`.
		/// Emits `ParticipantRegistered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_participant())]
		pub fn register_participant(origin: OriginFor<T>, role: Role, name: Name) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_participant(who, role, name)
		}

		/// Registers a device of the signer, an equipment owner.
		///
		/// - `account`: the account of the device's own key. It starts to exist and can sign without any balance.
		/// - `claim`: the signature of that key over `claim_payload(genesis hash, owner, until)`, and the block `until` which it is
		///   good, at most [`Config::MaxClaim`] ahead.
		/// - `profile`: the device's record.
		///
		/// Holds a deposit. Fails with `NotParticipant`, `Expelled`, `Moved`, `NotEquipmentOwner`, `AccountTaken`, `NotText`, `BadName`,
		/// `ZeroQuantity`, `BadParent`, `TooDeep`, `DuplicatePart`, `BadClaim`, `BadClaimEnd`, `NumbersExhausted` or
		/// `InsufficientFunds`.
		/// Emits `DeviceRegistered`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::register_device())]
		pub fn register_device(
			origin: OriginFor<T>,
			account: T::AccountId,
			claim: Claim<T::Signature, BlockNumberFor<T>>,
			profile: DeviceProfile,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_register_device(owner, account, claim, profile)
		}

		/// Replaces the record of a device of the signer.
		///
		/// - `device`: its number.
		/// - `profile`: the whole new record.
		///
		/// Corrects the deposit. Fails with `NotFound`, `NotAuthorized`, `Expelled`, `Moved`, `NotText`, `BadName`, `ZeroQuantity`,
		/// `BadParent`, `TooDeep`, `DuplicatePart` or `InsufficientFunds`. Emits `DeviceUpdated`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::update_device())]
		pub fn update_device(origin: OriginFor<T>, device: DeviceId, profile: DeviceProfile) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_update_device(owner, device, profile)
		}

		/// Removes a device of the signer with its inventory and an offer, and gives back what is left of its quota and its deposits.
		/// A deposit stays for the nonce of its account (`forget_account`), and those for its history (`clear_history`).
		///
		/// - `device`: its number, which is never used again.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `Moved` for one whose new account can take it over, `InUse` or `Lent`. Emits
		/// `DeviceRemoved`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove_device())]
		pub fn remove_device(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_remove_device(owner, device)
		}

		/// Sets money of the signer aside for the fees of one of its devices.
		///
		/// - `device`: its number.
		/// - `amount`: how much, in planck; it is held on the signer's account.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `Expelled`, `Moved`, `ZeroAmount`, `Overflow` or `InsufficientFunds`. Emits
		/// `FeesFunded`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::fund_fees())]
		pub fn fund_fees(
			origin: OriginFor<T>,
			device: DeviceId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_fund_fees(owner, device, amount)
		}

		/// Takes money back from the quota of one of the signer's devices.
		///
		/// - `device`: its number.
		/// - `amount`: how much, in planck.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `ZeroAmount` or `QuotaTooSmall`. Emits `FeesWithdrawn`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::withdraw_fees())]
		pub fn withdraw_fees(
			origin: OriginFor<T>,
			device: DeviceId,
			#[pallet::compact] amount: BalanceOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw_fees(owner, device, amount)
		}

		/// Sets who may become a participant. Those who are in stay.
		///
		/// - `policy`: from now on.
		///
		/// The committee only. Emits `PolicySet`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::set_policy())]
		pub fn set_policy(origin: OriginFor<T>, policy: AdmissionPolicy) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_set_policy(policy)
		}

		/// Lets an account register.
		///
		/// - `who`: the account.
		///
		/// The committee only. Fails with `AlreadyExists`, `AccountTaken`, `Expelled`, `Moved` or `AlreadyAdmitted`. Emits `Admitted`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::admit())]
		pub fn admit(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_admit(who)
		}

		/// Answers for a newcomer, who can then register. Holds [`Config::SponsorStake`], which is burned when the newcomer is
		/// expelled within [`Config::Probation`] of its registration, and a deposit. Ends an older sponsorship that is over.
		///
		/// - `newcomer`: the account.
		///
		/// Fails with `NotParticipant`, `NoSponsors`, `AlreadyExists`, `AccountTaken`, `AlreadySponsored`, `InsufficientFunds`, or with
		/// `Expelled` or `Moved` for either. Emits `Sponsored`, and `SponsorshipEnded` for the older one.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::sponsor())]
		pub fn sponsor(origin: OriginFor<T>, newcomer: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_sponsor(who, newcomer)
		}

		/// Takes back the stake for a newcomer who has not come, or whose probation is over.
		///
		/// - `newcomer`: the account.
		///
		/// The sponsor only. Fails with `NotSponsored`, `NotAuthorized` or `OnProbation`. Emits `SponsorshipEnded`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::end_sponsorship())]
		pub fn end_sponsorship(origin: OriginFor<T>, newcomer: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end_sponsorship(who, newcomer)
		}

		/// Takes back an admission that has not been used.
		///
		/// - `who`: the account.
		///
		/// The committee only. Fails with `NotAdmitted`. Emits `AdmissionWithdrawn`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::withdraw_admission())]
		pub fn withdraw_admission(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_withdraw_admission(who)
		}

		/// Expels a participant: its calls and those of its devices are no longer valid, except to settle what is open. Burns the
		/// stake of its sponsor while it is on probation, also when it has left already. It cannot register anew before `readmit`.
		///
		/// - `who`: the account.
		///
		/// The committee only. Fails with `NotParticipant` or `Expelled`. Emits `StakeBurned` and `Expelled`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::expel())]
		pub fn expel(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_expel(who)
		}

		/// Takes a participant back who has been expelled; one who has left since can register anew.
		///
		/// - `who`: the account.
		///
		/// The committee only. Fails with `NotExpelled`. Emits `Readmitted`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::readmit())]
		pub fn readmit(origin: OriginFor<T>, who: T::AccountId) -> DispatchResult {
			T::AdmissionOrigin::ensure_origin(origin)?;
			Self::do_readmit(who)
		}

		/// Ends the signer's participation and gives back its deposit. It can come back as any newcomer, unless it has been expelled,
		/// or has moved to another account whose identity is still stored.
		///
		/// Fails with `NotParticipant`, `OwnsDevices`, `StillBorrowing`, `StillSponsoring` or `HasIdentity`.
		/// Emits `ParticipantLeft`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::leave())]
		pub fn leave(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_leave(who)
		}

		/// Registers an identity of the signer, a participant, with its first pair of keys. Holds a deposit.
		///
		/// - `handle`: the string; see [`Handle`] for its alphabet. Capitals become small letters.
		/// - `keys`: the pair with its proofs over `keys_payload(genesis hash, signer, 0, pair)`.
		///
		/// Fails with `NotParticipant`, `Expelled`, `Moved`, `AccountUsed`, `HandleTooShort`, `HandleCharacter`, `HandleSeparator`,
		/// `HandleTaken`, `WeakKey`, `BadSigningProof`, `BadEncryptionProof`, `KeyTaken`, `NumbersExhausted` or
		/// `InsufficientFunds`. Emits `IdentityRegistered` and `KeysAdded`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::register_identity())]
		pub fn register_identity(origin: OriginFor<T>, handle: RawHandle, keys: NewKeys) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_register_identity(who, handle, keys)
		}

		/// Moves the signer's identity to another participant's account, which takes over its deposits. What else the signer has
		/// stays where it is: it can settle what is open, and nothing else, so that a stolen key loses its worth. The new account takes
		/// its devices over with `accept_device`, each as soon as no agreement and no relationship uses it.
		///
		/// - `new`: the account, a participant of the same role that never had an identity.
		/// - `consent`: its signature over `account_payload(genesis hash, identity, number of accounts so far, signer, new)`.
		///
		/// Fails with `NoIdentity`, `IdentityRetired`, `NotParticipant`, `Expelled`, `Moved` for a former account, `RoleDiffers`,
		/// `AccountUsed`, `TooManyAccounts`, `BadConsent` or `InsufficientFunds`. Emits `AccountChanged`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::change_account())]
		pub fn change_account(origin: OriginFor<T>, new: T::AccountId, consent: T::Signature) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_change_account(who, new, consent)
		}

		/// Retires the signer's identity: its keys are no longer valid. Its string, its history and its deposit stay until
		/// `remove_identity`.
		///
		/// Fails with `NoIdentity`, `IdentityRetired` or `NotAuthorized`. Emits `IdentityRetired`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::retire_identity())]
		pub fn retire_identity(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_identity(who)
		}

		/// Removes an identity of the signer that was retired at least [`Config::Retention`] blocks ago, with its history, and
		/// gives back its deposit. Its string and its keys are free.
		///
		/// - `identity`: its number.
		///
		/// Fails with `IdentityNotFound`, `NotAuthorized` or `IdentityNeeded`. Emits `IdentityRemoved`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::remove_identity())]
		pub fn remove_identity(origin: OriginFor<T>, identity: IdentityId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_identity(who, identity)
		}

		/// Adds a pair of keys to the signer's identity. Holds a deposit.
		///
		/// - `keys`: the pair with its proofs over `keys_payload(genesis hash, signer, number, pair)`, where the number is the
		///   identity's `next_key`.
		///
		/// Fails with `NotParticipant`, `Expelled`, `Moved`, `NoIdentity`, `IdentityRetired`, `NotAuthorized`, `TooManyKeys`, `WeakKey`,
		/// `BadSigningProof`, `BadEncryptionProof`, `KeyTaken`, `NumbersExhausted` or `InsufficientFunds`. Emits `KeysAdded`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::add_keys())]
		pub fn add_keys(origin: OriginFor<T>, keys: NewKeys) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_keys(who, keys)
		}

		/// Replaces a pair of keys of the signer's identity. The old pair stays valid for blocks before this one. Holds a deposit.
		///
		/// - `index`: the number of the pair.
		/// - `keys`: the new pair with its proofs, as in `add_keys`.
		///
		/// Fails as `add_keys`, and with `KeyNotFound`. Emits `KeysRotated`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::rotate_keys())]
		pub fn rotate_keys(origin: OriginFor<T>, index: KeyIndex, keys: NewKeys) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_rotate_keys(who, index, keys)
		}

		/// Ends the validity of a pair of keys of the signer's identity. The last one can be ended only when [`MAX_STORED_KEYS`] are
		/// stored, so that it cannot be rotated; the next is added when an old one has been pruned.
		///
		/// - `index`: the number of the pair.
		///
		/// Fails with `NotParticipant`, `Expelled`, `Moved`, `NoIdentity`, `IdentityRetired`, `NotAuthorized`, `KeyNotFound` or `LastKeys`. Emits `KeysRetired`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::retire_keys())]
		pub fn retire_keys(origin: OriginFor<T>, index: KeyIndex) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_retire_keys(who, index)
		}

		/// Deletes a pair of keys that was replaced or retired at least [`Config::Retention`] blocks ago, and gives back its
		/// deposit.
		///
		/// - `index`: the number of the pair.
		///
		/// Fails with `NoIdentity`, `IdentityRetired`, `NotAuthorized`, `KeyNotFound` or `KeyNeeded`. Emits `KeysPruned`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::prune_keys())]
		pub fn prune_keys(origin: OriginFor<T>, index: KeyIndex) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_prune_keys(who, index)
		}

		/// Offers a device of the signer to another participant, for good or as a loan. Holds a deposit.
		///
		/// - `device`: its number.
		/// - `to`: the participant; an equipment owner if the device is to be its own.
		/// - `terms`: what is offered.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `NotParticipant`, `Expelled`, `Moved` unless `to` is the signer's new account,
		/// `OwnDevice`, `NotEquipmentOwner`, `BadLoanEnd`, `AlreadyOffered`, `Lent` or `InsufficientFunds`. Emits `DeviceOffered`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::offer_device())]
		pub fn offer_device(
			origin: OriginFor<T>,
			device: DeviceId,
			to: T::AccountId,
			terms: Terms<BlockNumberFor<T>>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_offer_device(owner, device, to, terms)
		}

		/// Withdraws an offer as its owner, or declines it as the one who was asked.
		///
		/// - `device`: the device's number.
		///
		/// Fails with `NotFound`, `NotOffered`, `NotAuthorized`, or `Moved` for an owner who has moved to another account. Emits
		/// `OfferWithdrawn`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::withdraw_offer())]
		pub fn withdraw_offer(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_withdraw_offer(who, device)
		}

		/// Takes over a device that is offered to the signer, or whose owner has moved to the signer's account. The old owner gets back deposits and quota, the signer holds the
		/// deposits from now on.
		///
		/// - `device`: its number.
		/// - `claim`: the device's consent as in `register_device`, which shows that the machine has been handed over.
		///
		/// Fails with `NotFound`, `NotOffered`, `NotParticipant`, `NotEquipmentOwner`, `Lent`, `InUse`, `BadClaim`, `BadClaimEnd`,
		/// `Expelled` or `Moved` for either, `NumbersExhausted` or `InsufficientFunds`. Emits `DeviceTransferred`.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::accept_device())]
		pub fn accept_device(
			origin: OriginFor<T>,
			device: DeviceId,
			claim: Claim<T::Signature, BlockNumberFor<T>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_device(who, device, claim)
		}

		/// Borrows a device that is offered to the signer, who is its operator until the loan ends. The owner still pays its fees.
		///
		/// - `device`: its number.
		///
		/// Fails with `NotFound`, `NotOffered`, `NotParticipant`, `BadLoanEnd`, `Lent`, `NumbersExhausted`, or with `Expelled` or `Moved`
		/// for either. Emits `DeviceLent`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::accept_loan())]
		pub fn accept_loan(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_accept_loan(who, device)
		}

		/// Ends a loan early as its borrower, or deletes its record as the owner after its end, which has come also when the borrower
		/// has been expelled or has moved to another account.
		///
		/// - `device`: the device's number.
		///
		/// Fails with `NotFound`, `NotLent`, `NotAuthorized`, or `Lent` for an owner who wants the device back before the end. Emits
		/// `LoanEnded`.
		#[pallet::call_index(26)]
		#[pallet::weight(T::WeightInfo::end_loan())]
		pub fn end_loan(origin: OriginFor<T>, device: DeviceId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_end_loan(who, device)
		}

		/// Lets a device of the signer sign with another account, as after its key was stolen or the device was bought. Holds
		/// deposits for the entry in its history, and for the nonce of the old account.
		///
		/// - `device`: its number.
		/// - `account`: the account of the new key.
		/// - `claim`: the consent of that key as in `register_device`.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `Expelled`, `Moved`, `AccountTaken`, `BadClaim`, `BadClaimEnd`, `NumbersExhausted` or
		/// `InsufficientFunds`. Emits `AccountReplaced`.
		#[pallet::call_index(27)]
		#[pallet::weight(T::WeightInfo::replace_account())]
		pub fn replace_account(
			origin: OriginFor<T>,
			device: DeviceId,
			account: T::AccountId,
			claim: Claim<T::Signature, BlockNumberFor<T>>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_replace_account(owner, device, account, claim)
		}

		/// Says what a device is doing, and with which firmware.
		///
		/// - `device`: its number.
		/// - `status`: what it is doing.
		/// - `firmware`: blake2b-256 of its firmware image; none leaves what has been said last.
		///
		/// Its owner, its operator or the device itself. Fails with `NotFound`, `NotAuthorized`, `NotParticipant`, `Expelled` or
		/// `Moved`. Emits `StatusSet`.
		#[pallet::call_index(28)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			device: DeviceId,
			status: DeviceStatus,
			firmware: Option<Hash>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_set_status(who, device, status, firmware)
		}

		/// Sets what is kept with a device of the signer. Corrects the deposit.
		///
		/// - `device`: its number.
		/// - `items`: the whole inventory; empty to delete it.
		///
		/// Fails with `NotFound`, `NotAuthorized`, `Expelled`, `Moved`, `ZeroQuantity`, `DuplicatePart` or `InsufficientFunds`. Emits
		/// `InventorySet`.
		#[pallet::call_index(29)]
		#[pallet::weight(T::WeightInfo::set_inventory())]
		pub fn set_inventory(origin: OriginFor<T>, device: DeviceId, items: Stocks) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_set_inventory(owner, device, items)
		}

		/// Deletes the latest entries of the history of a device that has been removed, and gives back their deposits to those who
		/// paid them. Anybody can do so, since an entry is of interest as long as the device is.
		///
		/// - `device`: its number.
		/// - `limit`: how many entries; more than [`MAX_PAGE`] count as that many.
		///
		/// Fails with `NotRemoved` or `NothingToClear`. Emits `HistoryCleared`.
		#[pallet::call_index(30)]
		#[pallet::weight(T::WeightInfo::clear_history((*limit).min(MAX_PAGE)))]
		pub fn clear_history(origin: OriginFor<T>, device: DeviceId, limit: u32) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_clear_history(device, limit)
		}

		/// Deletes the nonce that is kept for an account that belonged to a device, and gives back its deposit. If the account is
		/// registered again later, its old transactions without an end of life can be repeated then: give that device a new key.
		///
		/// - `account`: the account.
		///
		/// The one who paid only. Fails with `NothingKept` or `NotAuthorized`. Emits `AccountForgotten`.
		#[pallet::call_index(31)]
		#[pallet::weight(T::WeightInfo::forget_account())]
		pub fn forget_account(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_forget_account(who, account)
		}

		/// Registers an alias of a device towards the signer, a participant. Holds a deposit.
		///
		/// - `alias`: [`alias`](bpiiot_primitives::identity::alias)`(secret, device, signer)`; the secret stays with the two
		///   parties.
		///
		/// Fails with `NotParticipant`, `Expelled`, `AliasExists` or `InsufficientFunds`. Emits `AliasRegistered`.
		#[pallet::call_index(32)]
		#[pallet::weight(T::WeightInfo::register_alias())]
		pub fn register_alias(origin: OriginFor<T>, alias: Hash) -> DispatchResult {
			let party = ensure_signed(origin)?;
			Self::do_register_alias(party, alias)
		}

		/// Removes an alias that the signer has registered, and gives back its deposit.
		///
		/// - `alias`: the alias.
		///
		/// Fails with `AliasNotFound`. Emits `AliasRemoved`.
		#[pallet::call_index(33)]
		#[pallet::weight(T::WeightInfo::remove_alias())]
		pub fn remove_alias(origin: OriginFor<T>, alias: Hash) -> DispatchResult {
			let party = ensure_signed(origin)?;
			Self::do_remove_alias(party, alias)
		}
	}
}
